package io.mailyard.queue;

import io.mailyard.db.Tx;
import java.time.Duration;
import java.time.Instant;

/**
 * How much of an account that came back may go, while it comes back: its mail is not to meet the
 * mail hosts all at once. After t of the ramp's T, {@value #FLOOR} and {@value #FLOOR} more for
 * each second, and of what stood (t/T)^2: the rate grows evenly.
 */
final class ResumeRamp {
    /** A small account is back at once. */
    private static final long FLOOR = 10;

    private ResumeRamp() {}

    /** What is queued of the account comes back from now on. */
    static void begin(Tx tx, long account, Instant now) {
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

    /** What is queued of each account comes back from now on; the platform's own mail at once. */
    static void beginAll(Tx tx, Instant now) {
        tx.update(
                "INSERT INTO thaws (account_id, thawed_at, backlog, leased)"
                        + " SELECT account_id, ?, sum(fresh + retry), 0 FROM lanes"
                        + " WHERE fresh + retry > 0 AND account_state = '' AND sender_id > 0 GROUP BY account_id"
                        + " ON CONFLICT (account_id) DO UPDATE SET thawed_at = excluded.thawed_at,"
                        + " backlog = excluded.backlog, leased = 0",
                now);
    }

    /** How much of an account may have been leased since it came back. */
    static long allowed(long thawedAt, long backlog, long now, Duration ramp) {
        long passed = now - thawedAt;
        if (passed >= ramp.toMillis()) {
            return Long.MAX_VALUE;
        }
        double part = Math.max(0, passed) / (double) ramp.toMillis();
        return FLOOR + FLOOR * Math.max(0, passed) / 1000 + (long) (backlog * part * part);
    }

    /** Forgets those that are back; how many. */
    static int sweep(Tx tx, Instant now, Duration ramp) {
        return tx.update("DELETE FROM thaws WHERE thawed_at <= ?", now.minus(ramp));
    }
}
