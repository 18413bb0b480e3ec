package io.mailyard.agent;

import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.nodes.Node;
import io.mailyard.nodes.Nodes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Metrics of nodes by name, read together and cached briefly. */
public final class NodeFigures {
    /** Cache time: one scrape reads each metric separately; the next scrape comes later. */
    private static final long CACHE_NANOS = Duration.ofSeconds(2).toNanos();

    private final Database database;
    private final Nodes nodes;
    private final ConfigRevisions revisions;
    private final NodeArrivals arrivals;
    private final InstantSource clock;
    private NodeMetrics cached = new NodeMetrics(Map.of(), Map.of(), Map.of());
    private long readAt;
    private boolean read;

    NodeFigures(LocalLink.ServerSide serverSide, InstantSource clock) {
        this.database = serverSide.database();
        this.nodes = serverSide.nodes();
        this.revisions = serverSide.revisions();
        this.arrivals = serverSide.arrivals();
        this.clock = clock;
    }

    /**
     * Metrics of each node.
     *
     * @param running 1 if one of its processes makes attempts, else 0
     * @param lag number of revisions that its slowest process is behind; for a silent node since
     *     its last confirmation
     * @param arrivals how often it came to this process of the server from another
     */
    public record NodeMetrics(
            Map<String, Long> running, Map<String, Long> lag, Map<String, Long> arrivals) {}

    /** Metrics at most two seconds old. */
    public synchronized NodeMetrics recent() {
        long now = System.nanoTime();
        if (!read || now - readAt > CACHE_NANOS) {
            cached = now();
            readAt = now;
            read = true;
        }
        return cached;
    }

    private record CountedSession(long node, boolean living, long revision, boolean running) {}

    private NodeMetrics now() {
        Map<String, Long> running = new LinkedHashMap<>();
        Map<String, Long> lag = new LinkedHashMap<>();
        Map<String, Long> arrived = new LinkedHashMap<>();
        database.read(tx -> {
            Map<Long, CountedSession> said = new LinkedHashMap<>();
            sessions(tx)
                    .forEach(sessionState ->
                            said.merge(sessionState.node(), sessionState, NodeFigures::combine));
            for (Node node : nodes.all(tx)) {
                CountedSession last =
                        said.getOrDefault(
                                node.id(), new CountedSession(node.id(), false, 0, false));
                running.put(node.name(), last.living() && last.running() ? 1L : 0L);
                long wanted = revisions.revisionOf(node.id()).revision();
                lag.put(node.name(), Math.max(0, wanted - last.revision()));
                arrived.put(node.name(), arrivals.of(node.id()));
            }
            return said.size();
        });
        return new NodeMetrics(running, lag, arrived);
    }

    private List<CountedSession> sessions(Tx tx) {
        return tx.query(
                "SELECT node_id, CASE WHEN ended_at IS NULL AND last_seen_at > ? THEN 1 ELSE 0 END AS open, revision, running"
                        + " FROM node_sessions ORDER BY last_seen_at DESC LIMIT 10000",
                row ->
                        new CountedSession(
                                row.number("node_id"),
                                row.flag("open"),
                                row.number("revision"),
                                row.flag("running")),
                clock.instant().minus(SessionFacts.ALIVE));
    }

    /** Combines the live sessions of a node; without any, the one heard from last. */
    private static CountedSession combine(CountedSession sessionState, CountedSession other) {
        if (!sessionState.living() || !other.living()) {
            return other.living() ? other : sessionState;
        }
        return new CountedSession(
                sessionState.node(),
                true,
                Math.min(sessionState.revision(), other.revision()),
                sessionState.running() || other.running());
    }
}
