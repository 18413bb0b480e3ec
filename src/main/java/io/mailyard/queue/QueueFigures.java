package io.mailyard.queue;

import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.ToLongFunction;

/** The queue in figures, for metrics: read together, and kept for a moment. */
public final class QueueFigures {
    /** One scrape asks for each figure by itself; the next scrape comes later. */
    private static final long KEPT_NANOS = Duration.ofSeconds(2).toNanos();

    /** Accounts named at most: what monitors keep is bounded, however wrong all is. */
    private static final int WORST = 20;

    private final Database database;
    private final Duration lifetime;
    private final InstantSource clock;
    private Figures kept = new Figures(0, 0, 0, 0, 0, 0, Map.of(), 0, 0, 0);
    private long readAt;
    private boolean read;

    /**
     * @param lifetime how long mail is tried
     */
    QueueFigures(Database database, Duration lifetime, InstantSource clock) {
        this.database = database;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /**
     * What is queued, in recipients, and how far the ledger is off.
     *
     * @param hold new and retry of what stands
     * @param unbalanced accounts whose ledger is off
     * @param worst by how much, of those that are off most, by their ids
     * @param leases engines that may hold mail
     * @param oldestMillis how long the oldest of what flows has waited
     * @param stopped 1 while the platform is stopped
     */
    public record Figures(
            long fresh,
            long retry,
            long proc,
            long hold,
            long imbalance,
            long unbalanced,
            Map<Long, Long> worst,
            long leases,
            long oldestMillis,
            long stopped) {}

    /** One figure, at most two seconds old. */
    public long of(ToLongFunction<Figures> figure) {
        return figure.applyAsLong(recent());
    }

    /** All of them, at most two seconds old. */
    public synchronized Figures recent() {
        long now = System.nanoTime();
        if (!read || now - readAt > KEPT_NANOS) {
            kept = now();
            readAt = now;
            read = true;
        }
        return kept;
    }

    /** All figures as they are, without the platform's own mail. */
    public Figures now() {
        return database.read(tx -> {
            Ledger.Off off = Ledger.off(tx);
            Map<Long, Long> worst = off.accounts() == 0 ? Map.of() : Ledger.worst(tx, WORST);
            long leases =
                    tx.number(
                            "SELECT count(*) FROM node_sessions WHERE ended_at IS NULL AND node_id > 0");
            return tx.one(
                            "SELECT coalesce(sum(CASE WHEN stopped_at IS NULL THEN fresh ELSE 0 END), 0),"
                                    + " coalesce(sum(CASE WHEN stopped_at IS NULL THEN retry ELSE 0 END), 0),"
                                    + " coalesce(sum(proc), 0),"
                                    + " coalesce(sum(CASE WHEN stopped_at IS NULL THEN 0 ELSE fresh + retry END), 0)"
                                    + " FROM lanes WHERE fresh + retry + proc > 0 AND account_id > 0",
                            row ->
                                    new Figures(
                                            row.number(1),
                                            row.number(2),
                                            row.number(3),
                                            row.number(4),
                                            off.recipients(),
                                            off.accounts(),
                                            worst,
                                            leases,
                                            oldest(tx),
                                            PlatformStop.state(tx).stopped() ? 1 : 0))
                    .orElseThrow();
        });
    }

    /** By when it expires, for what stood meanwhile expires later. */
    private long oldest(Tx tx) {
        long expires =
                tx.number(
                        "SELECT coalesce(min(expires_at), ?) FROM lanes"
                                + " WHERE stopped_at IS NULL AND fresh + retry > 0 AND account_id > 0",
                        Lanes.NEVER);
        long accepted = expires - lifetime.toMillis();
        return Math.max(0, clock.instant().toEpochMilli() - accepted);
    }
}
