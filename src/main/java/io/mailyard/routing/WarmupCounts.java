package io.mailyard.routing;

import io.mailyard.db.Tx;
import io.mailyard.senders.SenderId;
import java.time.LocalDate;
import java.util.List;

/**
 * Recipients routed to senders with a warmup, by ISP and day, in the table {@code warmup_days}. A
 * sender is counted across all rules and accounts, since hosts see only the sender.
 */
final class WarmupCounts {
    /** Days for which progress is available. */
    static final int DAYS = 60;

    private static final String ROW = " WHERE sender_id = ? AND isp = ? AND day = ?";

    private WarmupCounts() {}

    /** Recipients of an ISP routed to a sender on a day. */
    record DayCount(String isp, LocalDate day, long recipients) {}

    /** Whether the day has capacity for another recipient. */
    static boolean room(Tx tx, SenderId sender, Warmup ramp, String isp, LocalDate day) {
        return routed(tx, sender, isp, day) < ramp.limit(isp, day);
    }

    private static long routed(Tx tx, SenderId sender, String isp, LocalDate day) {
        return tx.one(
                        "SELECT routed FROM warmup_days" + ROW,
                        row -> row.number("routed"),
                        sender.value(),
                        isp,
                        day.toEpochDay())
                .orElse(0L);
    }

    /**
     * Counts another recipient unless the day is full; returns whether it was counted. Includes
     * counts of other processes.
     */
    static boolean take(Tx tx, SenderId sender, Warmup ramp, String isp, LocalDate day) {
        long limit = ramp.limit(isp, day);
        if (limit == 0) {
            return false;
        }
        return addWithin(tx, sender, isp, day, limit)
                || insertFirst(tx, sender, isp, day)
                || addWithin(tx, sender, isp, day, limit);
    }

    private static boolean addWithin(
            Tx tx, SenderId sender, String isp, LocalDate day, long limit) {
        int rows =
                tx.update(
                        "UPDATE warmup_days SET routed = routed + 1" + ROW + " AND routed < ?",
                        sender.value(),
                        isp,
                        day.toEpochDay(),
                        limit);
        return rows > 0;
    }

    private static boolean insertFirst(Tx tx, SenderId sender, String isp, LocalDate day) {
        int rows =
                tx.update(
                        "INSERT INTO warmup_days (sender_id, isp, day, routed) VALUES (?, ?, ?, 1)"
                                + " ON CONFLICT (sender_id, isp, day) DO NOTHING",
                        sender.value(),
                        isp,
                        day.toEpochDay());
        if (rows > 0) {
            tx.update(
                    "DELETE FROM warmup_days WHERE sender_id = ? AND isp = ? AND day < ?",
                    sender.value(),
                    isp,
                    day.toEpochDay() - DAYS);
        }
        return rows > 0;
    }

    /** A sender's days from {@code since}, latest first, then by ISP. */
    static List<DayCount> since(Tx tx, SenderId sender, LocalDate since, int limit) {
        return tx.query(
                "SELECT isp, day, routed FROM warmup_days WHERE sender_id = ? AND day >= ?"
                        + " ORDER BY day DESC, isp LIMIT ?",
                row ->
                        new DayCount(
                                row.text("isp"),
                                LocalDate.ofEpochDay(row.number("day")),
                                row.number("routed")),
                sender.value(),
                since.toEpochDay(),
                limit);
    }
}
