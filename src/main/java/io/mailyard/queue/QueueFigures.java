package io.mailyard.queue;

import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.lanes.Lanes;
import io.mailyard.outcomes.Ledger;
import io.mailyard.stops.PlatformStop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Queue metrics, read together and cached briefly. */
public final class QueueFigures {
    /** Cache time: one scrape reads each metric separately; the next scrape comes later. */
    private static final long CACHE_NANOS = Duration.ofSeconds(2).toNanos();

    /** Maximum number of named accounts, so that monitoring data stays bounded. */
    private static final int WORST = 20;

    private final Database database;
    private final Duration lifetime;
    private final InstantSource clock;
    private Figures cached = new Figures(0, 0, 0, 0, 0, 0, Map.of(), 0, 0, 0);
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
     * Queued recipients and the imbalance of the ledger.
     *
     * @param hold suspended recipients, new or to be retried
     * @param unbalanced accounts whose ledger does not balance
     * @param worst the largest imbalances by account id
     * @param leases sessions that may hold mail
     * @param oldestMillis how long the oldest active mail has waited
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

    /** One metric, at most two seconds old. */
    public long of(ToLongFunction<Figures> figure) {
        return figure.applyAsLong(recent());
    }

    /** All metrics, at most two seconds old. */
    public synchronized Figures recent() {
        long now = System.nanoTime();
        if (!read || now - readAt > CACHE_NANOS) {
            cached = now();
            readAt = now;
            read = true;
        }
        return cached;
    }

    /** Reads all metrics. */
    public Figures now() {
        return database.read(tx -> {
            Ledger.Imbalance off = Ledger.imbalance(tx);
            Map<Long, Long> worst = off.accounts() == 0 ? Map.of() : Ledger.worst(tx, WORST);
            long leases =
                    tx.number(
                            "SELECT count(*) FROM node_sessions WHERE ended_at IS NULL AND node_id > 0");
            return tx.one(
                            "SELECT coalesce(sum(CASE WHEN stopped_at IS NULL THEN fresh ELSE 0 END), 0) AS fresh_active,"
                                    + " coalesce(sum(CASE WHEN stopped_at IS NULL THEN retry ELSE 0 END), 0) AS retry_active,"
                                    + " coalesce(sum(proc), 0) AS leased,"
                                    + " coalesce(sum(CASE WHEN stopped_at IS NULL THEN 0 ELSE fresh + retry END), 0) AS suspended"
                                    + " FROM lanes WHERE fresh + retry + proc > 0 AND account_id > 0",
                            row ->
                                    new Figures(
                                            row.number("fresh_active"),
                                            row.number("retry_active"),
                                            row.number("leased"),
                                            row.number("suspended"),
                                            off.recipients(),
                                            off.accounts(),
                                            worst,
                                            leases,
                                            oldest(tx),
                                            PlatformStop.state(tx).isStopped() ? 1 : 0))
                    .orElseThrow();
        });
    }

    /** Computed from the expiry, since suspended mail expires later. */
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
