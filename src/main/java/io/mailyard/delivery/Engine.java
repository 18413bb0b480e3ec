package io.mailyard.delivery;

import io.mailyard.delivery.ConnectionShares.Holder;
import io.mailyard.delivery.DeliveryReport.Outcome.GivenBack;
import io.mailyard.delivery.StopOrder.Scope.OfNode;
import io.mailyard.dns.Dns;
import io.mailyard.smtp.SmtpClient;
import io.mailyard.smtp.SmtpConfig;
import io.mailyard.smtp.SmtpLogin;
import io.mailyard.smtp.Timeouts;
import io.mailyard.smtp.TlsContexts;
import io.mailyard.smtp.TlsRule;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Delivers what a desk leases it, as its configuration says. Safe for many threads. */
public final class Engine implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Engine.class.getName());

    /** How often waiting parcels are looked after. */
    private static final long TICK = 100;

    /** Ticks between the looks at this machine's addresses: 30 seconds. */
    private static final int SOURCES = 300;

    /** Ticks after which no parcel waits that was leased before: a minute. */
    private static final int STOPS = 600;

    /** At the close, for attempts past DATA. */
    private static final Duration PAST_DATA = Duration.ofSeconds(5);

    /** At the close, for the last reports. */
    private static final Duration REPORTS = Duration.ofMillis(1500);

    private final long nodeId;
    private final EngineConfig config;
    private final ActiveStops stops;
    private final EgressAddresses sources = new EgressAddresses();
    private final ReportBatcher reporter;
    private final Attempts attempts;
    private final DestinationQueues outlets;
    private final Courier courier;
    private final Leaser leaser;
    private final UnbatchedRecipients alone = new UnbatchedRecipients();
    private final ConnectionShares shares;
    private final Clock clock;
    private final Set<DeliveryConnection> connections = ConcurrentHashMap.newKeySet();
    private final Thread ticker = Thread.ofVirtual().name("delivery-ticker").unstarted(this::tick);
    private volatile ActiveConfig plan;
    private volatile boolean closed;

    private Engine(
            long nodeId,
            LeaseClient desk,
            EngineConfig config,
            SmtpConfig hosts,
            Dns dns,
            Clock clock) {
        this.nodeId = nodeId;
        this.config = config;
        this.clock = clock;
        this.plan = new ActiveConfig(NodeConfig.none(nodeId));
        this.shares = new ConnectionShares(config.maxConnections());
        this.stops = new ActiveStops(nodeId);
        this.reporter = new ReportBatcher(desk, this::wake);
        this.attempts =
                new Attempts(stops, clock, parcel -> giveBack(parcel, Duration.ZERO), desk::holds);
        EngineContext house = new Rooms();
        this.outlets =
                new DestinationQueues(
                        house, () -> plan, sources::usable, reporter, clock, config.maxWaiting());
        HeloAndReturnPath names = new HeloAndReturnPath(dns, config.name());
        SmtpClient client = new SmtpClient(hosts);
        this.courier =
                new Courier(
                        () -> plan,
                        attempts,
                        new HostConnector(
                                dns,
                                client,
                                names,
                                config.port(),
                                config.privateNetworks(),
                                config.greetingTimeout()),
                        names,
                        new OutgoingMessageCache(desk, clock, config.contentCache()),
                        reporter,
                        alone,
                        new MessagesInUse(config.messageMemory()),
                        clock);
        this.leaser = new Leaser(desk, outlets, stops, this::mayLease, config.maxWaiting());
    }

    /** An engine that stands still until it is told its configuration. */
    public static Engine open(
            long nodeId, LeaseClient desk, EngineConfig config, Dns dns, Clock clock) {
        return open(nodeId, desk, config, TlsContexts.usual(), null, dns, clock);
    }

    /**
     * The same, for an engine all of whose mail goes to a relay.
     *
     * @param trusted whose certificates are trusted where TLS is a must
     * @param login shown to every host; null: none
     */
    public static Engine open(
            long nodeId,
            LeaseClient desk,
            EngineConfig config,
            SSLContext trusted,
            @Nullable SmtpLogin login,
            Dns dns,
            Clock clock) {
        Timeouts timeouts =
                Timeouts.RFC_5321.atMost(config.timeout()).withConnect(config.connectTimeout());
        SmtpConfig hosts = new SmtpConfig("", TlsRule.MAY, trusted, login, timeouts);
        Engine engine = new Engine(nodeId, desk, config, hosts, dns, clock);
        engine.reporter.start();
        engine.leaser.start();
        engine.ticker.start();
        return engine;
    }

    private boolean mayLease() {
        return plan.config().running() && !reporter.isFull() && !closed;
    }

    private void giveBack(DeliveryTask parcel, Duration delay) {
        reporter.report(
                DeliveryReport.ours(
                        parcel.id(), new GivenBack(delay), clock.instant(), "not attempted"));
    }

    /** Runs this configuration from now on. */
    public synchronized void apply(NodeConfig next) {
        ActiveConfig ready = new ActiveConfig(next);
        sources.check(next);
        plan = ready;
        outlets.follow();
        boolean halted = !next.running() || closed;
        attempts.halt(halted);
        if (halted) {
            outlets.giveBackAll(false);
        }
        leaser.wake();
    }

    /**
     * What waits is forgotten without a report: the session under which it was leased has ended,
     * and the queue has it back. What is being attempted ends as it would have.
     */
    public void forgetWaiting() {
        outlets.forgetWaiting();
    }

    /** There is work. */
    public void wake() {
        leaser.wake();
    }

    /**
     * Stops what the order covers: when it returns, none of it begins any more, what was before
     * DATA is taken back, and what waited is on its way back to the desk. The desk hears the same
     * receipt, and a fuller one when what was past DATA has ended. Takes a few milliseconds.
     */
    public StopReceipt stop(StopOrder order) {
        if (order.scope() instanceof OfNode node && node.nodeId() != nodeId) {
            return new StopReceipt(
                    order.seq(), clock.instant(), Optional.empty(), 0, 0, Optional.empty(), true);
        }
        stops.take(order);
        StopReceipt receipt = attempts.stop(order, reporter::receipt);
        outlets.giveBack(order.scope());
        return receipt;
    }

    /** What it is doing. */
    public EngineStatus status() {
        NodeConfig current = plan.config();
        List<String> problems = new ArrayList<>(sources.problems());
        String away = leaser.away().isEmpty() ? reporter.away() : leaser.away();
        return new EngineStatus(
                current.revision(),
                current.running() && !closed,
                connections.size(),
                attempts.size(),
                outlets.waiting(),
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
                Thread.sleep(TICK);
                shares.look();
                outlets.tick();
                if (ticks % 10 == 0) {
                    outlets.sweep();
                }
                if (ticks % SOURCES == 0) {
                    checkSources();
                }
                if (ticks % STOPS == 0) {
                    stops.forget(Math.min(before, leaser.known()));
                    before = stops.latest();
                }
            }
        } catch (InterruptedException stopped) {
            LOG.log(Level.FINE, "ended while it waited");
        }
    }

    private synchronized void checkSources() {
        if (sources.check(plan.config())) {
            outlets.follow();
            leaser.wake();
        }
    }

    /**
     * Ends within eight seconds: what has not reached DATA is given back at once, what has is
     * waited for, and then cut off.
     */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            attempts.halt(true);
            outlets.giveBackAll(true);
        }
        leaser.close();
        ticker.interrupt();
        long end = System.nanoTime() + PAST_DATA.toNanos();
        try {
            while (attempts.size() > 0 && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        connections.forEach(connection -> connection.hangup().now());
        awaitAttempts();
        reporter.close(REPORTS);
    }

    /** Those that were cut off report it. */
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

    private final class Rooms implements EngineContext {
        @Override
        public boolean connect(DestinationQueue outlet, HostQueue line, SourceRateLimit budget) {
            if (closed) {
                return false;
            }
            Holder holder = Holder.of(outlet.destination(), line.nextAccount());
            if (!shares.take(holder)) {
                makeRoom(holder);
                return false;
            }
            DeliveryConnection connection = new DeliveryConnection(outlet, line, budget, courier);
            connection.heldBy(holder);
            connections.add(connection);
            Thread.ofVirtual().name("delivery").start(() -> run(connection));
            return true;
        }

        /** One that has not been greeted has told nobody anything: it can begin another time. */
        private void makeRoom(Holder holder) {
            List<DeliveryConnection> ungreeted =
                    connections.stream().filter(one -> !one.wasOpen() && !one.yielded()).toList();
            shares.inTheWay(holder, ungreeted, DeliveryConnection::holder)
                    .ifPresent(DeliveryConnection::yields);
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
        public void giveBack(DeliveryTask parcel, Duration delay) {
            Engine.this.giveBack(parcel, delay);
        }

        @Override
        public void hungry() {
            leaser.wake();
        }

        @Override
        public boolean goesAlone(DeliveryTask parcel) {
            return alone.has(parcel);
        }

        @Override
        public Duration idle() {
            return config.idle();
        }

        @Override
        public boolean isCrowded() {
            return shares.isCrowded();
        }

        @Override
        public boolean isWanted(DeliveryConnection connection) {
            return shares.isWanted(connection.holder());
        }

        @Override
        public void carries(DeliveryConnection connection, long accountId) {
            Holder before = connection.holder();
            if (before.accountId() != accountId) {
                Holder now = Holder.of(connection.outlet().destination(), accountId);
                shares.pass(before, now);
                connection.heldBy(now);
            }
        }

        @Override
        public boolean stopped(DeliveryTask parcel) {
            return attempts.stopped(parcel);
        }
    }
}
