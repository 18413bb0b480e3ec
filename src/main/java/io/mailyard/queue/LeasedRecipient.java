package io.mailyard.queue;

import io.mailyard.base.AccountId;
import io.mailyard.db.Row;
import io.mailyard.delivery.DeliveryReport;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A recipient that a report is about, with what is needed of its lane.
 *
 * @param session who has it leased; null: nobody
 * @param dueAt and {@code expiresAt} by the lane's clock
 * @param purged whether its lane is retired
 */
record LeasedRecipient(
        long id,
        RecipientState state,
        @Nullable Long session,
        long lane,
        long account,
        long message,
        String address,
        long attempts,
        long dueAt,
        long expiresAt,
        long sender,
        long campaign,
        long clockOffset,
        @Nullable Long stoppedAt,
        boolean purged,
        long tieVersion) {
    static final String SELECT =
            "SELECT r.id, r.state, r.session_id, r.lane_id, r.account_id, r.message_id, r.address, r.attempts, r.due_at,"
                    + " r.expires_at, l.sender_id, l.campaign_id, l.clock_offset, l.stopped_at, l.purged, l.tie_version"
                    + " FROM recipients r JOIN lanes l ON l.id = r.lane_id WHERE r.id IN ";

    static LeasedRecipient read(Row row) {
        return new LeasedRecipient(
                row.number(1),
                RecipientState.of(row.number(2)),
                row.numberOrNull(3),
                row.number(4),
                row.number(5),
                row.number(6),
                row.text(7),
                row.number(8),
                row.number(9),
                row.number(10),
                row.number(11),
                row.number(12),
                row.number(13),
                row.numberOrNull(14),
                row.number(15) > 0,
                row.number(16));
    }

    boolean by(NodeSessions.Session other) {
        Long holder = session;
        return state == RecipientState.PROC && holder != null && holder == other.id();
    }

    /** The time by the lane's clock. */
    long clock(Instant now) {
        return Lane.clock(now.toEpochMilli(), clockOffset, stoppedAt);
    }

    DeliveryEventListener.Happening happening(String kind, int attempt, DeliveryReport report) {
        return new DeliveryEventListener.Happening(
                report.at(),
                kind,
                account,
                message,
                id,
                address,
                sender,
                campaign,
                attempt,
                report.ip(),
                report.host(),
                report.answer(),
                report.by());
    }

    Undelivered undelivered(boolean expired, DeliveryReport report) {
        return new Undelivered(
                report.at(),
                new AccountId(account),
                message,
                address,
                expired,
                report.host(),
                report.answer(),
                report.by());
    }

    /** Whether a report of {@code outcome} counts though the session does not hold it any more. */
    boolean takesLate(DeliveryReport.Outcome outcome) {
        return !state.ended() && outcome instanceof DeliveryReport.Outcome.Delivered;
    }

    /** What the recipient becomes by a report. */
    record After(
            RecipientState state,
            String kind,
            long attempts,
            long dueAt,
            Optional<DeliveryReport.Tie> tie) {}
}
