package io.mailyard.lanes;

import io.mailyard.db.Tx;
import java.time.Duration;
import java.time.Instant;

/**
 * Limits the mail of a resumed account, so that mail hosts do not get all of it at once. After t of
 * the ramp's T it allows {@value #FLOOR}, {@value #FLOOR} more per second, and (t/T)^2 of the
 * waiting mail: the rate grows evenly.
 */
public final class ResumeRamp {
    /** A small account resumes at once. */
    private static final long FLOOR = 10;

    private ResumeRamp() {}

    /** Starts the ramp for the queued mail of the account. */
    public static void begin(Tx tx, long account, Instant now) {
        long backlog =
                tx.number(
                        "SELECT coalesce(sum(fresh + retry), 0) FROM lanes WHERE account_id = ?",
                        account);
        if (backlog > 0) {
            tx.update(
                    "INSERT INTO thaws (account_id, thawed_at, backlog, leased) VALUES (?, ?, ?, 0)"
                            + " ON CONFLICT (account_id) DO UPDATE SET thawed_at = excluded.thawed_at,"
                            + " backlog = excluded.backlog, leased = 0",
                    account,
                    now,
                    backlog);
        }
    }

    /** Starts the ramp for the queued mail of each account. */
    public static void beginAll(Tx tx, Instant now) {
        tx.update(
                "INSERT INTO thaws (account_id, thawed_at, backlog, leased)"
                        + " SELECT account_id, ?, sum(fresh + retry), 0 FROM lanes"
                        + " WHERE fresh + retry > 0 AND account_state = '' AND sender_id > 0 GROUP BY account_id"
                        + " ON CONFLICT (account_id) DO UPDATE SET thawed_at = excluded.thawed_at,"
                        + " backlog = excluded.backlog, leased = 0",
                now);
    }

    /**
     * Limits the mail of a resumed account, so that mail hosts do not get all of it at once. After
     * t of the ramp's T it allows {@value #FLOOR}, {@value #FLOOR} more per second, and (t/T)^2 of
     * the waiting mail: the rate grows evenly.
     */
    public static long allowed(long thawedAt, long backlog, long now, Duration ramp) {
        long passed = now - thawedAt;
        if (passed >= ramp.toMillis()) {
            return Long.MAX_VALUE;
        }
        double part = Math.max(0, passed) / (double) ramp.toMillis();
        return FLOOR + FLOOR * Math.max(0, passed) / 1000 + (long) (backlog * part * part);
    }

    /** Removes finished ramps; returns the number. */
    public static int sweep(Tx tx, Instant now, Duration ramp) {
        return tx.update("DELETE FROM thaws WHERE thawed_at <= ?", now.minus(ramp));
    }
}
