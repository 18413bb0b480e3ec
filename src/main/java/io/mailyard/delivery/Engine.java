package io.mailyard.delivery;

import io.mailyard.delivery.ConnectionShares.ConnectionHolder;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Requeued;
import io.mailyard.delivery.StopOrder.Scope.OfNode;
import io.mailyard.dns.Dns;
import io.mailyard.smtp.SmtpClient;
import io.mailyard.smtp.SmtpConfig;
import io.mailyard.smtp.SmtpLogin;
import io.mailyard.smtp.Timeouts;
import io.mailyard.smtp.TlsContexts;
import io.mailyard.smtp.TlsRule;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers leased mail as the node's configuration says. Thread-safe. */
public final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** Interval at which waiting tasks are checked. */
    private static final long TICK_MILLIS = 100;

    /** Ticks between checks of this machine's addresses: 30 seconds. */
    private static final int SOURCE_CHECK_TICKS = 300;

    /** Ticks after which no older task is waiting: a minute. */
    private static final int STOP_PRUNE_TICKS = 600;

    /** Time to wait for attempts past DATA on close. */
    private static final Duration PAST_DATA_TIMEOUT = Duration.ofSeconds(5);

    /** Time to wait for the last reports on close. */
    private static final Duration REPORTS_TIMEOUT = Duration.ofMillis(1500);

    private final long nodeId;
    private final EngineConfig config;
    private final ActiveStops stops;
    private final EgressAddresses sources = new EgressAddresses();
    private final ReportBatcher reporter;
    private final Attempts attempts;
    private final DestinationQueues queues;
    private final Courier courier;
    private final Leaser leaser;
    private final UnbatchedRecipients unbatched = new UnbatchedRecipients();
    private final ConnectionShares shares;
    private final InstantSource clock;
    private final Set<DeliveryConnection> connections = ConcurrentHashMap.newKeySet();
    private final Thread ticker = Thread.ofVirtual().name("delivery-ticker").unstarted(this::tick);
    private volatile ActiveConfig active;
    private volatile boolean closed;

    private Engine(
            long nodeId,
            LeaseClient leaseClient,
            EngineConfig config,
            SmtpConfig hosts,
            Dns dns,
            InstantSource clock) {
        this.nodeId = nodeId;
        this.config = config;
        this.clock = clock;
        this.active = new ActiveConfig(NodeConfig.none(nodeId));
        this.shares = new ConnectionShares(config.maxConnections());
        this.stops = new ActiveStops(nodeId);
        ConversationRecorder recorder = new ConversationRecorder(config.conversations());
        this.reporter = new ReportBatcher(leaseClient, recorder, this::wake);
        this.attempts =
                new Attempts(
                        stops, clock, task -> giveBack(task, Duration.ZERO), leaseClient::holds);
        EngineContext engine = new Context();
        this.queues =
                new DestinationQueues(
                        engine,
                        () -> active,
                        sources::usable,
                        reporter,
                        clock,
                        config.maxWaiting());
        HeloAndReturnPath names = new HeloAndReturnPath(dns, config.name());
        SmtpClient client = new SmtpClient(hosts);
        this.courier =
                new Courier(
                        () -> active,
                        attempts,
                        new HostConnector(
                                dns,
                                client,
                                names,
                                config.port(),
                                config.privateNetworks(),
                                config.greetingTimeout()),
                        names,
                        new OutgoingMessageCache(leaseClient, clock, config.contentCache()),
                        reporter,
                        unbatched,
                        new MessagesInUse(config.messageMemory()),
                        recorder,
                        clock);
        this.leaser = new Leaser(leaseClient, queues, stops, this::mayLease, config.maxWaiting());
    }

    /** Opens an engine that delivers nothing until it gets a configuration. */
    public static Engine open(
            long nodeId,
            LeaseClient leaseClient,
            EngineConfig config,
            Dns dns,
            InstantSource clock) {
        return open(nodeId, leaseClient, config, TlsContexts.verifying(), null, dns, clock);
    }

    /**
     * Opens an engine all of whose mail goes to a relay; it delivers nothing until it gets a
     * configuration.
     *
     * @param trusted whose certificates are trusted where TLS is a must
     * @param login shown to every host; null: none
     */
    public static Engine open(
            long nodeId,
            LeaseClient leaseClient,
            EngineConfig config,
            SSLContext trusted,
            @Nullable SmtpLogin login,
            Dns dns,
            InstantSource clock) {
        Timeouts timeouts =
                Timeouts.RFC_5321.atMost(config.timeout()).withConnect(config.connectTimeout());
        SmtpConfig hosts = new SmtpConfig("", TlsRule.MAY, trusted, login, timeouts);
        Engine engine = new Engine(nodeId, leaseClient, config, hosts, dns, clock);
        engine.reporter.start();
        engine.leaser.start();
        engine.ticker.start();
        return engine;
    }

    private boolean mayLease() {
        return active.config().running() && !reporter.isFull() && !closed;
    }

    private void giveBack(DeliveryTask task, Duration delay) {
        reporter.report(
                DeliveryReport.unattempted(
                        task, new Requeued(delay), clock.instant(), "not attempted"));
    }

    /** Applies a configuration. */
    public synchronized void apply(NodeConfig next) {
        ActiveConfig ready = new ActiveConfig(next);
        sources.check(next);
        active = ready;
        queues.update();
        boolean halted = !next.running() || closed;
        attempts.setHalted(halted);
        if (halted) {
            queues.giveBackAll(false);
        }
        leaser.wake();
    }

    /**
     * Drops waiting tasks without a report: their session has ended and the queue has them back.
     * Running attempts complete normally.
     */
    public void forgetWaiting() {
        queues.forgetWaiting();
    }

    /** Signals that there may be work. */
    public void wake() {
        leaser.wake();
    }

    /**
     * Applies a stop order. On return none of its scope begins any more, attempts before DATA are
     * cancelled, and waiting tasks are on their way back to the server. The server gets the same
     * receipt, and a complete one when attempts past DATA have ended. Takes a few milliseconds.
     */
    public StopReceipt stop(StopOrder order) {
        if (order.scope() instanceof OfNode node && node.nodeId() != nodeId) {
            return new StopReceipt(
                    order.seq(), clock.instant(), Optional.empty(), 0, 0, Optional.empty(), true);
        }
        stops.add(order);
        StopReceipt receipt = attempts.stop(order, reporter::receipt);
        queues.giveBack(order.scope());
        return receipt;
    }

    /** Current status. */
    public EngineStatus status() {
        NodeConfig current = active.config();
        List<String> problems = new ArrayList<>(sources.problems());
        String away =
                leaser.serverProblem().isEmpty()
                        ? reporter.serverProblem()
                        : leaser.serverProblem();
        return new EngineStatus(
                current.revision(),
                current.running() && !closed,
                connections.size(),
                attempts.size(),
                queues.waiting(),
                reporter.size(),
                attempts.begun(),
                courier.delivered(),
                away,
                problems);
    }

    private void tick() {
        long before = 0;
        try {
            for (int ticks = 1; !closed; ticks++) {
                Thread.sleep(TICK_MILLIS);
                shares.clearRefused();
                queues.tick();
                if (ticks % 10 == 0) {
                    queues.sweep();
                }
                if (ticks % SOURCE_CHECK_TICKS == 0) {
                    checkSources();
                }
                if (ticks % STOP_PRUNE_TICKS == 0) {
                    stops.forgetUpTo(Math.min(before, leaser.oldestKnownStop()));
                    before = stops.latest();
                }
            }
        } catch (InterruptedException stopped) {
            LOG.debug("interrupted while waiting");
        }
    }

    private synchronized void checkSources() {
        if (sources.check(active.config())) {
            queues.update();
            leaser.wake();
        }
    }

    /**
     * Closes within eight seconds: tasks before DATA are given back at once, attempts past DATA may
     * finish and are then aborted.
     */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            attempts.setHalted(true);
            queues.giveBackAll(true);
        }
        leaser.close();
        ticker.interrupt();
        long end = System.nanoTime() + PAST_DATA_TIMEOUT.toNanos();
        try {
            while (attempts.size() > 0 && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        connections.forEach(connection -> connection.abort().abort());
        awaitAttempts();
        reporter.close(REPORTS_TIMEOUT);
    }

    /** Waits for the reports of aborted attempts. */
    private void awaitAttempts() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
        try {
            while (attempts.size() > 0 && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Context implements EngineContext {
        @Override
        public boolean connect(
                DestinationQueue queue, HostQueue hostQueue, SourceRateLimit rateLimit) {
            if (closed) {
                return false;
            }
            ConnectionHolder holder =
                    ConnectionHolder.of(queue.destination(), hostQueue.nextAccount());
            if (!shares.take(holder)) {
                freeConnectionFor(holder);
                return false;
            }
            DeliveryConnection connection =
                    new DeliveryConnection(queue, hostQueue, rateLimit, courier);
            connection.setHolder(holder);
            connections.add(connection);
            Thread.ofVirtual().name("delivery").start(() -> run(connection));
            return true;
        }

        /**
         * Closes a connection without a greeting: its host has seen no mail, so it can be retried
         * at no cost.
         */
        private void freeConnectionFor(ConnectionHolder holder) {
            List<DeliveryConnection> ungreeted =
                    connections.stream()
                            .filter(deliveryConnection ->
                                    !deliveryConnection.wasOpen() && !deliveryConnection.yielded())
                            .toList();
            shares.displaceable(holder, ungreeted, DeliveryConnection::holder)
                    .ifPresent(DeliveryConnection::yieldToOther);
        }

        private void run(DeliveryConnection connection) {
            try {
                connection.run();
            } finally {
                connections.remove(connection);
                shares.giveBack(connection.holder());
            }
        }

        @Override
        public void giveBack(DeliveryTask task, Duration delay) {
            Engine.this.giveBack(task, delay);
        }

        @Override
        public void requestLease() {
            leaser.wake();
        }

        @Override
        public boolean isUnbatched(DeliveryTask task) {
            return unbatched.contains(task);
        }

        @Override
        public Duration idleTimeout() {
            return config.idle();
        }

        @Override
        public boolean isCrowded() {
            return shares.isCrowded();
        }

        @Override
        public boolean isHolderOverShare(DeliveryConnection connection) {
            return shares.isHolderOverShare(connection.holder());
        }

        @Override
        public void setAccount(DeliveryConnection connection, long accountId) {
            ConnectionHolder before = connection.holder();
            if (before.accountId() != accountId) {
                ConnectionHolder now =
                        ConnectionHolder.of(connection.queue().destination(), accountId);
                shares.transfer(before, now);
                connection.setHolder(now);
            }
        }

        @Override
        public boolean isStopped(DeliveryTask task) {
            return attempts.isStopped(task);
        }
    }
}
