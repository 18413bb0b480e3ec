package io.mailyard.delivery;

import io.mailyard.policies.Bounces;
import io.mailyard.policies.FixedRoutes;
import io.mailyard.policies.Isp;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A revision of the configuration, ready for use. */
final class Plan {
    private final NodeConfig config;
    private final Map<Long, Sending> senders;
    private final Map<String, Isp> isps;
    private final Bounces bounces;
    private final FixedRoutes routes;

    Plan(NodeConfig config) {
        this.config = config;
        this.senders =
                config.senders().stream()
                        .collect(Collectors.toUnmodifiableMap(SenderPlan::id, Sending::new));
        this.isps =
                config.isps().stream()
                        .collect(Collectors.toUnmodifiableMap(Isp::name, Function.identity()));
        this.bounces = new Bounces(config.bouncePatterns());
        this.routes = new FixedRoutes(config.routes());
    }

    NodeConfig config() {
        return config;
    }

    Optional<Sending> sender(long id) {
        return Optional.ofNullable(senders.get(id));
    }

    Optional<Isp> isp(String name) {
        return Optional.ofNullable(isps.get(name));
    }

    Bounces bounces() {
        return bounces;
    }

    FixedRoutes routes() {
        return routes;
    }

    /** Messages in an interval by the narrowest strategy: no more are asked for unseen. */
    long narrowest() {
        return config.senders().stream().mapToLong(Plan::narrowest).min().orElse(1);
    }

    private static long narrowest(SenderPlan sender) {
        long own = sender.strategy().messagesPerInterval();
        return sender.ispStrategies().values().stream()
                .mapToLong(strategy -> strategy.messagesPerInterval())
                .reduce(own, Math::min);
    }
}
