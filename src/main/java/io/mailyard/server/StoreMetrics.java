package io.mailyard.server;

import io.mailyard.db.Database;
import io.mailyard.gate.Access;
import io.mailyard.operations.Metrics;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The metrics of the store and of the calls that reach it. */
final class StoreMetrics {
    /** The store is asked for overdue rows at most once in this time. */
    private static final long ASKED_NANOS = Duration.ofSeconds(10).toNanos();

    private final Components components;
    private Map<String, Long> behind = Map.of();
    private long askedAt = System.nanoTime() - ASKED_NANOS;

    private StoreMetrics(Components components) {
        this.components = components;
    }

    static Metrics added(Metrics metrics, Database database, Access access, Components components) {
        return metrics.gauge(
                        "mailyard_reads_waiting",
                        "Reads that wait for their turn or for a connection.",
                        () -> access.waitingReads() + database.figures().reading())
                .gauge(
                        "mailyard_writes_waiting",
                        "Writes that wait for their group.",
                        () -> database.figures().waiting())
                .count(
                        "mailyard_tokens_refused",
                        "Calls whose token was missing, unknown, replaced, inactive or expired.",
                        access::refusedTokens)
                .gauges(
                        "mailyard_retention_behind_seconds",
                        "How long the oldest row that should be removed is overdue; 0: none is.",
                        "of",
                        new StoreMetrics(components)::behind);
    }

    private synchronized Map<String, Long> behind() {
        long now = System.nanoTime();
        if (now - askedAt >= ASKED_NANOS) {
            Map<String, Long> found = new LinkedHashMap<>();
            found.put("events", components.events().behind().toSeconds());
            found.put("messages", components.queue().retentionLag().toSeconds());
            behind = found;
            askedAt = now;
        }
        return behind;
    }
}
