package io.mailyard.queue;

import io.mailyard.db.Database;
import java.time.Duration;
import java.util.function.ToLongFunction;

/** The queue in figures, for metrics: read together, and kept for a moment. */
public final class QueueFigures {
    /** One scrape asks for each figure by itself; the next scrape comes later. */
    private static final long KEPT_NANOS = Duration.ofSeconds(2).toNanos();

    private final Database database;
    private Figures kept = new Figures(0, 0, 0, 0, 0);
    private long readAt;
    private boolean read;

    QueueFigures(Database database) {
        this.database = database;
    }

    /**
     * What is queued, in recipients, and how far the ledger is off.
     *
     * @param hold new and retry of what stands
     */
    public record Figures(long fresh, long retry, long proc, long hold, long imbalance) {}

    /** One figure, at most two seconds old. */
    public synchronized long of(ToLongFunction<Figures> figure) {
        long now = System.nanoTime();
        if (!read || now - readAt > KEPT_NANOS) {
            kept = now();
            readAt = now;
            read = true;
        }
        return figure.applyAsLong(kept);
    }

    /** All figures as they are. */
    public Figures now() {
        return database.read(tx -> {
            long imbalance = Ledger.imbalance(tx);
            return tx.one(
                            "SELECT coalesce(sum(CASE WHEN stopped_at IS NULL THEN fresh ELSE 0 END), 0),"
                                    + " coalesce(sum(CASE WHEN stopped_at IS NULL THEN retry ELSE 0 END), 0),"
                                    + " coalesce(sum(proc), 0),"
                                    + " coalesce(sum(CASE WHEN stopped_at IS NULL THEN 0 ELSE fresh + retry END), 0)"
                                    + " FROM lanes WHERE fresh + retry + proc > 0",
                            row ->
                                    new Figures(
                                            row.number(1),
                                            row.number(2),
                                            row.number(3),
                                            row.number(4),
                                            imbalance))
                    .orElseThrow();
        });
    }
}
