package io.mailyard.queue;

import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import java.time.Duration;
import java.time.Instant;

/**
 * What a clock that was set does to the queue: nothing. The clocks of lanes go on as if it had not
 * been, so no mail is tried before its time, none waits for an hour to come again, and none
 * expires; leases, locks and ramps last as long as they were to. Times that people gave, such as a
 * hold's {@code until}, are those of the clock on the wall and follow it.
 *
 * <p>What was written since the clock was set and before this was noticed is told by its times,
 * which are nearer to the new time than to the old one, and stays.
 */
final class ClockShift {
    /** Several processes of one machine notice the same; what they notice later is the next. */
    private static final Duration SAME = Duration.ofSeconds(10);

    private final Database database;

    ClockShift(Database database) {
        this.database = database;
    }

    /**
     * Moves the times by as much as the clock was set.
     *
     * @param by back if negative
     * @param now by the clock as it is now
     * @return whether this was done now; false where another process of this machine had done it
     */
    boolean shift(Duration by, Instant now) {
        return database.write(tx -> {
            if (known(tx, by, now)) {
                return false;
            }
            new Shift(tx, by.toMillis(), now.toEpochMilli()).all();
            return true;
        });
    }

    private static boolean known(Tx tx, Duration by, Instant now) {
        int noted =
                tx.update(
                        "UPDATE clock_jumps SET noticed_at = ?, by_millis = ? WHERE one = 1"
                                + " AND (abs(noticed_at - ?) > ? OR abs(by_millis - ?) > ?)",
                        now,
                        by.toMillis(),
                        now,
                        SAME.toMillis(),
                        by.toMillis(),
                        SAME.toMillis());
        return noted == 0;
    }

    /**
     * The statements.
     *
     * @param middle between the old time and the new one
     */
    private record Shift(Tx tx, long by, long now, long middle) {
        Shift(Tx tx, long by, long now) {
            this(tx, by, now, now - by / 2);
        }

        /** Whether a column is of before. */
        private String old(String column) {
            return column + (by > 0 ? " < " : " > ") + middle;
        }

        void all() {
            if (by > 0) {
                mailOfMeanwhile();
            }
            String never = " >= " + Lanes.NEVER + " THEN ";
            tx.update(
                    "UPDATE lanes SET clock_offset = clock_offset + ?, due_at = CASE WHEN due_at"
                            + never
                            + "due_at ELSE due_at + ? END, expires_at = CASE WHEN expires_at"
                            + never
                            + "expires_at ELSE expires_at + ? END, stopped_at = CASE WHEN "
                            + old("stopped_at")
                            + " THEN stopped_at + ? ELSE stopped_at END WHERE fresh + retry + proc > 0",
                    by,
                    by,
                    by,
                    by);
            tx.update(
                    "UPDATE node_sessions SET last_seen_at = last_seen_at + ?, lease_until = lease_until + ?"
                            + " WHERE ended_at IS NULL AND "
                            + old("last_seen_at"),
                    by,
                    by);
            tx.update("UPDATE locks SET until_at = until_at + ?", by);
            tx.update("UPDATE thaws SET thawed_at = thawed_at + ? WHERE " + old("thawed_at"), by);
        }

        /**
         * Mail that came since the clock was set forward is told by lanes' clocks that were ahead:
         * it would be due as much later. After a clock was set back it is due at once, which is
         * right.
         */
        private void mailOfMeanwhile() {
            tx.update(
                    "UPDATE recipients SET due_at = due_at - ?, expires_at = expires_at - ? WHERE state <= 2"
                            + " AND message_id IN (SELECT id FROM messages WHERE accepted_at > ?)",
                    by,
                    by,
                    middle);
        }
    }
}
