package io.mailyard.agent;

import io.mailyard.base.Retryable;
import io.mailyard.delivery.Engine;
import io.mailyard.delivery.EngineStatus;
import io.mailyard.delivery.LeaseClient.DeskAway;
import io.mailyard.delivery.NodeConfig;
import io.mailyard.delivery.StopOrder;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node at work: keeps a session with the server, hands stops to the engine as they come and
 * configurations as they change, says what it runs, and goes on with the last configuration while
 * the server is away. The same inside the server and on a machine of its own.
 */
final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    /** How long one {@code sync} waits for news: what the server sees of this node is as fresh. */
    private static final Duration WAIT = Duration.ofSeconds(5);

    /** Between two tries while the server is away. */
    private static final Duration PAUSE = Duration.ofMillis(300);

    /** Between two tries while the server does not take the key. */
    private static final Duration LONG_PAUSE = Duration.ofSeconds(10);

    /**
     * Stops that were handed over before the loop saw them; more than are made between two looks.
     */
    private static final int MOST_HANDED = 10_000;

    private final Link link;
    private final EngineFactory engines;
    private final Optional<SavedNodeConfig> kept;
    private volatile @Nullable Engine engine;
    private final ConcurrentSkipListSet<Long> handed = new ConcurrentSkipListSet<>();
    private final Thread thread;
    private volatile boolean closing;
    private long node;
    private boolean away;
    private long revision;
    private long sync;
    private long stop;
    private Said lastSaid = new Said(false, List.of());

    /** What the server is told at once when it changes. */
    private record Said(boolean running, List<String> problems) {}

    Agent(Link link, EngineFactory engines, Optional<SavedNodeConfig> kept) {
        this.link = link;
        this.engines = engines;
        this.kept = kept;
        this.thread = Thread.ofVirtual().name("node").unstarted(this::run);
    }

    /**
     * Opens a session, or starts with the kept configuration where the server is away.
     *
     * @throws ServerClient.Refused where the server does not take this node
     * @throws DeskAway where the server is away and no configuration was kept
     */
    void start() {
        try {
            Link.Opened opened = link.open();
            stop = opened.stop();
            node = opened.node();
            engine = engines.open(node, link.desk());
        } catch (DeskAway noServer) {
            NodeConfig before =
                    NodeConfigJson.read(
                            kept.flatMap(SavedNodeConfig::read).orElseThrow(() -> noServer));
            node = before.nodeId();
            engine = engines.open(node, link.desk());
            apply(before);
            wentAway(noServer);
        }
        thread.start();
    }

    /** Which node this is; after the start. */
    long node() {
        return node;
    }

    private Engine engine() {
        return Objects.requireNonNull(engine, "the node has not started");
    }

    /**
     * A stop that this process knows of before the loop does; takes effect before this returns.
     * Before the start there is nothing to stop, and the loop is told of it.
     */
    void stop(StopOrder order) {
        if (engine != null && handed.size() < MOST_HANDED && handed.add(order.seq())) {
            engine().stop(order);
        }
    }

    /** There may be something to send; an engine that starts later asks by itself. */
    void wake() {
        Engine running = engine;
        if (running != null) {
            running.wake();
        }
    }

    private void run() {
        while (!closing) {
            try {
                round();
                if (away) {
                    away = false;
                    LOG.info("the server is back");
                    engine().wake();
                }
                link.flush();
            } catch (Link.SessionGone gone) {
                reopen();
            } catch (ServerClient.Refused refused) {
                LOG.error("{}; tried again in {} s", refused.getMessage(), LONG_PAUSE.toSeconds());
                pause(LONG_PAUSE);
            } catch (DeskAway noServer) {
                wentAway(noServer);
                pause(PAUSE);
            } catch (RuntimeException failed) {
                failed(failed);
                pause(PAUSE);
            }
        }
    }

    private void failed(RuntimeException failed) {
        Optional<String> busy = Retryable.reason(failed);
        if (busy.isPresent()) {
            // the store that is away is logged where it is used; here it is a server that is away
            wentAway(new DeskAway(busy.get()));
        } else if (!closing) {
            LOG.error("the node's loop failed; it goes on", failed);
        }
    }

    private void reopen() {
        try {
            engine().forgetWaiting();
            // what was stopped meanwhile is asked for from the stop that is known
            link.open();
            engine().wake();
        } catch (RuntimeException again) {
            LOG.warn("no session yet: {}", again.getMessage());
            pause(PAUSE);
        }
    }

    private void wentAway(DeskAway noServer) {
        if (!away && !closing) {
            LOG.warn(
                    "{}; the node goes on with revision {}, and with what it has leased while the lease lasts",
                    noServer.getMessage(),
                    revision);
        }
        away = true;
    }

    private void round() {
        EngineStatus status = engine().status();
        Said what = new Said(status.running(), status.problems());
        Link.News news =
                link.sync(
                        new Link.Said(revision, status.running(), status.problems(), stop, sync),
                        said(what) ? WAIT : Duration.ZERO);
        for (StopOrder order : news.stops()) {
            stop(order);
            stop = order.seq();
        }
        handed.headSet(stop, true).clear();
        sync = news.sync();
        news.wanted()
                .ifPresent(wanted -> {
                    apply(NodeConfigJson.read(wanted));
                    kept.ifPresent(one -> one.write(wanted));
                });
    }

    /**
     * Whether the server was told this already; else it is told at once, and the wait comes next.
     */
    private boolean said(Said what) {
        boolean same = what.equals(lastSaid);
        lastSaid = what;
        return same;
    }

    private void apply(NodeConfig config) {
        engine().apply(config);
        if (config.revision() != revision) {
            LOG.info("revision {} is in force", config.revision());
        }
        revision = config.revision();
        engine().wake();
    }

    private void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException stopping) {
            closing = true;
        }
    }

    /** Ends attempts as the engine does, and tells what became of them. */
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
            LOG.debug("the session ends by its lease: {}", away.getMessage());
        }
    }
}
