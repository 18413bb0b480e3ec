package io.mailyard.agent;

import io.mailyard.base.Retryable;
import io.mailyard.db.BackgroundLoop;
import io.mailyard.db.Dialect;
import io.mailyard.db.Tx;
import io.mailyard.delivery.EgressAddress;
import io.mailyard.delivery.Engine;
import io.mailyard.delivery.LeaseClient;
import io.mailyard.delivery.NodeConfig;
import io.mailyard.delivery.SenderConfig;
import io.mailyard.delivery.StopOrder;
import io.mailyard.nodes.Nodes;
import io.mailyard.notices.RelayConfig;
import io.mailyard.notices.RetryPlan;
import io.mailyard.policies.FixedRoute;
import io.mailyard.policies.Policies;
import io.mailyard.policies.PolicyKind;
import io.mailyard.policies.RetryRule;
import io.mailyard.policies.Strategy;
import io.mailyard.queue.PlatformMail;
import io.mailyard.senders.SenderId;
import java.math.BigDecimal;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the platform's own mail: an engine of its own inside the server, so that no amount of
 * tenants' mail is in its way. It runs while such mail waits; otherwise it costs one look a second.
 */
final class PlatformMailEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PlatformMailEngine.class);

    /** Time after which mail is noticed that another process queued and did not send. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /**
     * Time for which the engine stays after the last mail, since the next one often follows soon.
     */
    private static final long IDLE_NANOS = Duration.ofMinutes(1).toNanos();

    /** Of one destination: what one relay takes, and more than a mail host ever gets. */
    private static final Strategy STRATEGY =
            new Strategy(0, "platform", 4, 100, 1000, 1, Strategy.Helo.PTR, true, false, true);

    private final LocalLink.ServerSide serverSide;
    private final Policies policies;
    private final PlatformMailSettings sending;
    private final String server;
    private final BackgroundLoop rounds =
            new BackgroundLoop("platform-mail", LOOK, this::startOrStop);
    private volatile @Nullable Agent agent;
    private volatile @Nullable Engine engine;
    private long lastNanos = System.nanoTime();

    PlatformMailEngine(
            LocalLink.ServerSide serverSide,
            Policies policies,
            PlatformMailSettings sending,
            String server) {
        this.serverSide = serverSide;
        this.policies = policies;
        this.sending = sending;
        this.server = server;
    }

    void start() {
        sending.mail().onAdded(this::wake);
        rounds.start();
    }

    private void wake() {
        Agent running = agent;
        if (running == null) {
            rounds.wake();
        } else {
            running.wake();
        }
    }

    /** A stop that this process made: takes effect before this returns. */
    void stop(StopOrder order) {
        Agent running = agent;
        if (running != null) {
            running.stop(order);
        }
    }

    /** Policies may have changed. What fails is made good by the next change, or the next start. */
    void tryRefresh() {
        Engine running = engine;
        try {
            if (running != null) {
                running.apply(config());
            }
        } catch (RuntimeException failed) {
            LOG.warn(
                    "the platform's own mail still uses earlier policies: {}", failed.getMessage());
        }
    }

    private boolean startOrStop() {
        boolean waiting;
        try {
            waiting = serverSide.database().readOne(PlatformMail::isWaiting);
        } catch (RuntimeException failed) {
            if (Retryable.reason(failed).isPresent()) {
                // a store that is away is logged by whoever needs it now
                return false;
            }
            throw failed;
        }
        long now = System.nanoTime();
        if (waiting) {
            lastNanos = now;
            if (agent == null) {
                open();
            }
        } else if (now - lastNanos > IDLE_NANOS) {
            end();
        }
        return false;
    }

    private void open() {
        String instance = UUID.randomUUID().toString();
        boolean alone = serverSide.database().dialect() == Dialect.SQLITE;
        LocalLink link =
                new LocalLink(
                        serverSide,
                        new LocalLink.NodeProcess(
                                Nodes.PLATFORM, alone ? "local" : instance, instance, server),
                        () -> false);
        Agent begun = new Agent(link, this::engine, Optional.empty());
        // before the start, so that no stop passes by unheard
        agent = begun;
        try {
            begun.start();
        } catch (RuntimeException failed) {
            agent = null;
            throw failed;
        }
    }

    private Engine engine(long node, LeaseClient leaseClient) {
        NodeConfig config = config();
        Engine begun =
                sending.engines()
                        .open(
                                node,
                                new PlatformLeaseClient(
                                        leaseClient, serverSide.queue().stops(), sending.config()));
        engine = begun;
        begun.apply(config);
        return begun;
    }

    private void end() {
        Agent running = agent;
        agent = null;
        engine = null;
        if (running != null) {
            running.close();
        }
    }

    private NodeConfig config() {
        return serverSide.database().read(this::config);
    }

    private NodeConfig config(Tx tx) {
        RelayConfig relay = sending.config();
        SenderConfig sender =
                new SenderConfig(
                        SenderId.PLATFORM.value(),
                        "platform",
                        sources(),
                        SenderConfig.DomainType.FROM,
                        "",
                        STRATEGY,
                        Map.of(),
                        retryRule(relay.retry()),
                        List.of());
        return new NodeConfig(
                Nodes.PLATFORM,
                0,
                true,
                List.of(sender),
                List.of(),
                policies.all(tx, PolicyKind.BOUNCE_PATTERN),
                relay.hasRelay() ? List.of(route(relay)) : policies.all(tx, PolicyKind.ROUTE));
    }

    /** No address of ours in particular: the system chooses by where mail goes. */
    private List<EgressAddress> sources() {
        EgressAddress old = new EgressAddress("0.0.0.0", sending.helo());
        return hasIpv6() ? List.of(old, new EgressAddress("::", sending.helo())) : List.of(old);
    }

    private static boolean hasIpv6() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .anyMatch(address ->
                            address instanceof Inet6Address
                                    && !address.isLoopbackAddress()
                                    && !address.isLinkLocalAddress());
        } catch (SocketException unknown) {
            return false;
        }
    }

    private static FixedRoute route(RelayConfig relay) {
        return new FixedRoute(
                0,
                FixedRoute.ALL,
                relay.host().replaceAll("[\\[\\]]", ""),
                relay.port(),
                relay.startTls(),
                true);
    }

    /**
     * Until its time is over, which the queue keeps; {@link PlatformLeaseClient} keeps the longest
     * wait.
     */
    private static RetryRule retryRule(RetryPlan plan) {
        return new RetryRule(
                0,
                "platform",
                RetryRule.Mode.ANY_NODE,
                Integer.MAX_VALUE,
                plan.first(),
                RetryRule.RetryRuleType.GEOMETRIC,
                BigDecimal.valueOf(RetryPlan.FACTOR),
                BigDecimal.ZERO,
                true);
    }

    @Override
    public void close() {
        rounds.close();
        end();
    }
}
