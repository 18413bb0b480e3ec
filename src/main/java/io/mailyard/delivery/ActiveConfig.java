package io.mailyard.delivery;

import io.mailyard.policies.BounceClassifier;
import io.mailyard.policies.FixedRoutes;
import io.mailyard.policies.Isp;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A configuration revision, indexed for use by the engine. */
final class ActiveConfig {
    private final NodeConfig config;
    private final Map<Long, SenderConfig> senders;
    private final Map<String, Isp> isps;
    private final BounceClassifier bounces;
    private final FixedRoutes routes;

    ActiveConfig(NodeConfig config) {
        this.config = config;
        this.senders =
                config.senders().stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        SenderConfig::id, Function.identity()));
        this.isps =
                config.isps().stream()
                        .collect(Collectors.toUnmodifiableMap(Isp::name, Function.identity()));
        this.bounces = new BounceClassifier(config.bouncePatterns());
        this.routes = new FixedRoutes(config.routes());
    }

    NodeConfig config() {
        return config;
    }

    Optional<SenderConfig> sender(long id) {
        return Optional.ofNullable(senders.get(id));
    }

    Optional<Isp> isp(String name) {
        return Optional.ofNullable(isps.get(name));
    }

    BounceClassifier bounces() {
        return bounces;
    }

    FixedRoutes routes() {
        return routes;
    }

    /**
     * Messages per interval of the most restrictive strategy: the initial lease limit for an
     * unknown destination.
     */
    long lowestMessagesPerInterval() {
        return config.senders().stream()
                .mapToLong(ActiveConfig::lowestMessagesPerInterval)
                .min()
                .orElse(1);
    }

    private static long lowestMessagesPerInterval(SenderConfig sender) {
        long own = sender.strategy().messagesPerInterval();
        return sender.ispStrategies().values().stream()
                .mapToLong(strategy -> strategy.messagesPerInterval())
                .reduce(own, Math::min);
    }
}
