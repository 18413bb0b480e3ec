package io.mailyard.agent;

import io.mailyard.base.CallTrace;
import io.mailyard.base.Retryable;
import io.mailyard.delivery.Engine;
import io.mailyard.delivery.EngineStatus;
import io.mailyard.delivery.LeaseClient.ServerUnavailable;
import io.mailyard.delivery.NodeConfig;
import io.mailyard.delivery.StopOrder;
import io.mailyard.protocol.NodeConfigMessage;
import io.mailyard.protocol.NodeStatus;
import io.mailyard.protocol.NodeUpdates;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a node: keeps a session with the server, passes stops to the engine as they arrive and
 * configurations as they change, reports what it runs, and continues with the last configuration
 * while the server is unavailable. The same inside the server and on a separate machine.
 */
final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    /**
     * Time that one {@code sync} waits for updates; the server's view of this node is at most this
     * old.
     */
    private static final Duration WAIT = Duration.ofSeconds(5);

    /** First pause between attempts while the server is unavailable. */
    private static final Duration PAUSE = Duration.ofMillis(300);

    /** Longest one: a server that is back is found soon, and not by all nodes at once. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    /** Pause between attempts while the server rejects the key. */
    private static final Duration LONG_PAUSE = Duration.ofSeconds(10);

    /** Stops handed over before the loop has seen them; more than occur between two polls. */
    private static final int MAX_HANDED_STOPS = 10_000;

    private final Link link;
    private final EngineFactory engines;
    private final Optional<SavedNodeConfig> savedConfig;
    private volatile @Nullable Engine engine;
    private final ConcurrentSkipListSet<Long> handedStops = new ConcurrentSkipListSet<>();
    private final Thread thread;
    private final SessionLosses losses = new SessionLosses();
    private volatile boolean closing;
    private long node;
    private boolean serverUnavailable;
    private int pauses;
    private long revision;
    private long sync;
    private long stop;
    private ReportedState lastReported = new ReportedState(false, List.of());

    /** State that is reported at once when it changes. */
    private record ReportedState(boolean running, List<String> problems) {}

    Agent(Link link, EngineFactory engines, Optional<SavedNodeConfig> kept) {
        this.link = link;
        this.engines = engines;
        this.savedConfig = kept;
        this.thread = Thread.ofVirtual().name("node").unstarted(this::run);
    }

    /**
     * Opens a session, or starts with the saved configuration if the server is unavailable.
     *
     * @throws ServerClient.NodeRefused if the server refuses this node
     * @throws ServerUnavailable if the server is unavailable and no configuration was saved
     */
    void start() {
        try {
            Link.NodeSession opened = link.open();
            stop = opened.stop();
            node = opened.node();
            engine = engines.open(node, link.leaseClient());
        } catch (ServerUnavailable noServer) {
            NodeConfig before =
                    NodeConfigMessage.read(
                            savedConfig.flatMap(SavedNodeConfig::read).orElseThrow(() -> noServer));
            node = before.nodeId();
            engine = engines.open(node, link.leaseClient());
            apply(before);
            reportServerUnavailable(noServer);
        }
        thread.start();
    }

    /** Id of this node; known after the start. */
    long node() {
        return node;
    }

    private Engine engine() {
        return Objects.requireNonNull(engine, "the node has not started");
    }

    /**
     * Applies a stop that this process learned before the loop did; it is in effect on return.
     * Before the start there is nothing to stop, and the loop receives it.
     */
    void stop(StopOrder order) {
        if (engine != null
                && handedStops.size() < MAX_HANDED_STOPS
                && handedStops.add(order.seq())) {
            engine().stop(order);
        }
    }

    /** Signals that there may be mail; an engine that starts later asks by itself. */
    void wake() {
        Engine running = engine;
        if (running != null) {
            running.wake();
        }
    }

    private void run() {
        while (!closing) {
            CallTrace.begin().run(this::exchange);
        }
    }

    /**
     * Makes one exchange, of which all that the node and its server log has a trace id in common.
     */
    private void exchange() {
        try {
            round();
            if (serverUnavailable) {
                serverUnavailable = false;
                LOG.info("the server responds again");
                engine().wake();
            }
            pauses = 0;
            link.flush();
        } catch (Link.SessionUnknown gone) {
            reopen();
        } catch (ServerClient.NodeRefused refused) {
            LOG.error("{}; next attempt in {} s", refused.getMessage(), LONG_PAUSE.toSeconds());
            pause(LONG_PAUSE);
        } catch (ServerUnavailable noServer) {
            reportServerUnavailable(noServer);
            pauseLonger();
        } catch (RuntimeException failed) {
            failed(failed);
            pause(PAUSE);
        }
    }

    private void failed(RuntimeException failed) {
        Optional<String> busy = Retryable.reason(failed);
        if (busy.isPresent()) {
            // An unavailable store is logged where it is used; here it is an unavailable server.
            reportServerUnavailable(new ServerUnavailable(busy.get()));
        } else if (!closing) {
            LOG.error("the node's loop failed; it continues", failed);
        }
    }

    private void reopen() {
        try {
            engine().forgetWaiting();
            // Stops made meanwhile are requested from the last known one.
            link.open();
            engine().wake();
            if (losses.lost(System.nanoTime())) {
                LOG.warn(
                        "the server ended the node's session three times within a minute: another process"
                                + " seems to use the same key; mail may be sent twice until each has its own node");
            }
        } catch (ServerClient.NodeRefused refused) {
            LOG.error("{}; next attempt in {} s", refused.getMessage(), LONG_PAUSE.toSeconds());
            pause(LONG_PAUSE);
        } catch (RuntimeException again) {
            LOG.warn("no session yet: {}", again.getMessage());
            pause(PAUSE);
        }
    }

    private void reportServerUnavailable(ServerUnavailable noServer) {
        if (!serverUnavailable && !closing) {
            LOG.warn(
                    "{}; the node continues with revision {}, and with its leased mail while the lease lasts",
                    noServer.getMessage(),
                    revision);
        }
        serverUnavailable = true;
    }

    private void round() {
        EngineStatus status = engine().status();
        ReportedState state = new ReportedState(status.running(), status.problems());
        boolean known = state.equals(lastReported);
        lastReported = state;
        NodeUpdates updates =
                link.sync(
                        new NodeStatus(revision, status.running(), status.problems(), stop, sync),
                        // the server hears of a new state at once, without waiting
                        known ? WAIT : Duration.ZERO);
        for (StopOrder order : updates.stops()) {
            stop(order);
            stop = order.seq();
        }
        handedStops.headSet(stop, true).clear();
        sync = updates.sync();
        updates.wanted()
                .ifPresent(wantedConfig -> {
                    apply(NodeConfigMessage.read(wantedConfig));
                    savedConfig.ifPresent(nodeConfig -> nodeConfig.write(wantedConfig));
                });
    }

    private void apply(NodeConfig config) {
        engine().apply(config);
        if (config.revision() != revision) {
            LOG.info("running revision {}", config.revision());
        }
        revision = config.revision();
        engine().wake();
    }

    /** Pauses twice as long each time, and by chance up to half as long again. */
    private void pauseLonger() {
        long longest = Math.min(LONGEST_PAUSE.toMillis(), PAUSE.toMillis() << Math.min(pauses, 10));
        pauses++;
        pause(Duration.ofMillis(longest - ThreadLocalRandom.current().nextLong(longest / 2)));
    }

    private void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException stopping) {
            closing = true;
        }
    }

    /** Closes the engine and reports its results. */
    @Override
    public void close() {
        closing = true;
        Engine running = engine;
        if (running != null) {
            running.close();
        }
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(1));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        try {
            link.close();
        } catch (RuntimeException away) {
            LOG.debug("the session will end when its lease expires: {}", away.getMessage());
        }
    }
}
