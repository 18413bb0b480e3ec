package io.mailyard.queue;

import io.mailyard.db.Database;
import io.mailyard.db.GroupStage;
import io.mailyard.db.Tx;
import io.mailyard.lanes.Lanes;
import io.mailyard.lanes.StagedChange;
import io.mailyard.lanes.StagedChange.ClockJump;
import java.time.Duration;
import java.time.Instant;

/**
 * Compensates queue timestamps for a wall-clock jump, so that nothing becomes due, waits an extra
 * hour or expires because of it, and leases, locks and ramps keep their length. Times set by
 * people, such as a hold's {@code until}, follow the wall clock.
 *
 * <p>Rows written between the jump and its detection are recognized by their times, which are
 * closer to the new time than to the old one, and stay unchanged. Several processes of one machine
 * detect the same jump; only the first one applies it.
 */
final class ClockShift {
    /** Several processes of one machine notice the same; what they notice later is the next. */
    private static final Duration SAME = Duration.ofSeconds(10);

    /**
     * Lanes that returned from a suspension since a moment: what they stood counts up to the new
     * time already. A server of the release before notes the returns of accounts alone.
     */
    private static final String RETURNED =
            "(stopped_at IS NULL AND (coalesce(resumed_at, 0) > ?"
                    + " OR account_id IN (SELECT account_id FROM thaws WHERE thawed_at > ?)))";

    private final Database database;
    private final GroupStage<StagedChange> stage;

    ClockShift(Database database, GroupStage<StagedChange> stage) {
        this.database = database;
        this.stage = stage;
    }

    /**
     * Shifts the times by the size of the jump.
     *
     * @param by the jump; negative if the clock was set back
     * @param now the new time
     * @return whether this call applied the shift; false if another process of this machine did
     */
    boolean shift(Duration by, Instant now) {
        return database.write(tx -> {
            if (known(tx, by, now)) {
                return false;
            }
            tx.stage(stage, new ClockJump(by, now));
            return true;
        });
    }

    /** Shifts the times, those of mail that was accepted in this group among them. */
    static void apply(Tx tx, ClockJump jump) {
        new Shift(tx, jump.by().toMillis(), jump.now().toEpochMilli()).all();
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
     * @param middle the middle between the old and the new time
     */
    private record Shift(Tx tx, long by, long now, long middle) {
        Shift(Tx tx, long by, long now) {
            this(tx, by, now, now - by / 2);
        }

        /** Condition that a column's time predates the jump. */
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
                            + " THEN stopped_at + ? ELSE stopped_at END WHERE fresh + retry + proc > 0 AND NOT "
                            + RETURNED,
                    by,
                    by,
                    by,
                    by,
                    by > 0 ? middle : Long.MAX_VALUE,
                    by > 0 ? middle : Long.MAX_VALUE);
            // of the time before the jump, which is now another one
            tx.update(
                    "UPDATE lanes SET resumed_at = resumed_at + ? WHERE " + old("resumed_at"), by);
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
         * Mail accepted after the clock was set forward is recognized by lane clocks that were
         * ahead: it would become due that much later. After a clock was set back such mail is due
         * at once, which is correct.
         */
        private void mailOfMeanwhile() {
            tx.update(
                    "UPDATE recipients SET due_at = due_at - ?, expires_at = expires_at - ? WHERE state <= 2"
                            + " AND message_id IN (SELECT id FROM messages WHERE accepted_at > ?)"
                            + " AND lane_id NOT IN (SELECT id FROM lanes WHERE "
                            + RETURNED
                            + ")",
                    by,
                    by,
                    middle,
                    middle,
                    middle);
            // what is looked at too early is looked at again
            tx.update(
                    "UPDATE lanes SET due_at = due_at - ?, expires_at = expires_at - ?"
                            + " WHERE due_at < ? AND expires_at < ? AND id IN (SELECT lane_id"
                            + " FROM recipients WHERE state <= 2 AND message_id IN"
                            + " (SELECT id FROM messages WHERE accepted_at > ?)) AND NOT "
                            + RETURNED,
                    by,
                    by,
                    Lanes.NEVER,
                    Lanes.NEVER,
                    middle,
                    middle,
                    middle);
        }
    }
}
