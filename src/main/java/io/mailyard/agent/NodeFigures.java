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

/** Nodes in figures, by their names, for metrics: read together, and kept for a moment. */
public final class NodeFigures {
    /** One scrape asks for each kind by itself; the next scrape comes later. */
    private static final long KEPT_NANOS = Duration.ofSeconds(2).toNanos();

    private final Database database;
    private final Nodes nodes;
    private final ConfigRevisions revisions;
    private final InstantSource clock;
    private Figures kept = new Figures(Map.of(), Map.of());
    private long readAt;
    private boolean read;

    NodeFigures(Database database, Nodes nodes, ConfigRevisions revisions, InstantSource clock) {
        this.database = database;
        this.nodes = nodes;
        this.revisions = revisions;
        this.clock = clock;
    }

    /**
     * Of each node.
     *
     * @param running 1 where a process of it takes attempts, else 0
     * @param lag by how many revisions its process is behind that is most behind; of a node that is
     *     not heard of, since what it confirmed last
     */
    public record Figures(Map<String, Long> running, Map<String, Long> lag) {}

    /** At most two seconds old. */
    public synchronized Figures recent() {
        long now = System.nanoTime();
        if (!read || now - readAt > KEPT_NANOS) {
            kept = now();
            readAt = now;
            read = true;
        }
        return kept;
    }

    private record Said(long node, boolean living, long revision, boolean running) {}

    private Figures now() {
        Map<String, Long> running = new LinkedHashMap<>();
        Map<String, Long> lag = new LinkedHashMap<>();
        database.read(tx -> {
            Map<Long, Said> said = new LinkedHashMap<>();
            said(tx).forEach(one -> said.merge(one.node(), one, NodeFigures::more));
            for (Node node : nodes.all(tx)) {
                Said last = said.getOrDefault(node.id(), new Said(node.id(), false, 0, false));
                running.put(node.name(), last.living() && last.running() ? 1L : 0L);
                long wanted = revisions.planned(node.id()).revision();
                lag.put(node.name(), Math.max(0, wanted - last.revision()));
            }
            return said.size();
        });
        return new Figures(running, lag);
    }

    private List<Said> said(Tx tx) {
        return tx.query(
                "SELECT node_id, CASE WHEN ended_at IS NULL AND last_seen_at > ? THEN 1 ELSE 0 END, revision, running"
                        + " FROM node_sessions ORDER BY last_seen_at DESC LIMIT 10000",
                row -> new Said(row.number(1), row.flag(2), row.number(3), row.flag(4)),
                clock.instant().minus(SessionFacts.ALIVE));
    }

    /** The living of a node together; without one, that which was heard of last. */
    private static Said more(Said one, Said other) {
        if (!one.living() || !other.living()) {
            return other.living() ? other : one;
        }
        return new Said(
                one.node(),
                true,
                Math.min(one.revision(), other.revision()),
                one.running() || other.running());
    }
}
