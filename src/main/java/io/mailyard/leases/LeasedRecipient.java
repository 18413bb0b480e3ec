package io.mailyard.leases;

import io.mailyard.base.AccountId;
import io.mailyard.base.TraceId;
import io.mailyard.db.Row;
import io.mailyard.delivery.DeliveryReport;
import io.mailyard.events.AttemptRecord;
import io.mailyard.lanes.EngineSession;
import io.mailyard.lanes.Lane;
import io.mailyard.lanes.RecipientState;
import io.mailyard.outcomes.DeliveryEventListener;
import io.mailyard.outcomes.Undelivered;
import io.mailyard.statistics.StatisticsKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A reported recipient with the properties of its lane.
 *
 * @param session session that holds the lease; null if none
 * @param lease number of the request that leased it last
 * @param dueAt by the lane's clock, as {@code expiresAt}
 * @param purged whether its lane is retired
 * @param acceptedAt of its message
 * @param trace of its message
 */
record LeasedRecipient(
        long id,
        RecipientState state,
        @Nullable Long session,
        long lease,
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
        long tieVersion,
        String isp,
        @Nullable Instant acceptedAt,
        TraceId trace) {
    /** Clocks of a node and of the store may differ by this much. */
    static final Duration CLOCK_SLACK = Duration.ofMinutes(1);

    static final String SELECT =
            "SELECT r.id, r.state, r.session_id, r.lease, r.lane_id, r.account_id, r.message_id, r.address, r.attempts, r.due_at,"
                    + " r.expires_at, l.sender_id, l.campaign_id, l.clock_offset, l.stopped_at, l.purged, l.tie_version,"
                    + " l.isp, (SELECT m.accepted_at FROM messages m WHERE m.id = r.message_id) AS accepted_at,"
                    + " (SELECT m.trace_id FROM messages m WHERE m.id = r.message_id) AS trace_id"
                    + " FROM recipients r JOIN lanes l ON l.id = r.lane_id WHERE r.id IN ";

    static LeasedRecipient read(Row row) {
        return new LeasedRecipient(
                row.number("id"),
                RecipientState.of(row.number("state")),
                row.numberOrNull("session_id"),
                row.number("lease"),
                row.number("lane_id"),
                row.number("account_id"),
                row.number("message_id"),
                row.text("address"),
                row.number("attempts"),
                row.number("due_at"),
                row.number("expires_at"),
                row.number("sender_id"),
                row.number("campaign_id"),
                row.number("clock_offset"),
                row.numberOrNull("stopped_at"),
                row.number("purged") > 0,
                row.number("tie_version"),
                row.text("isp"),
                row.timeOrNull("accepted_at"),
                TraceId.of(row.bytesOrNull("trace_id")));
    }

    StatisticsKey key(Instant now) {
        return StatisticsKey.of(now, account, sender, isp);
    }

    /** Time from acceptance to {@code now}. */
    Duration took(Instant now) {
        Instant accepted = acceptedAt == null ? now : acceptedAt;
        return Duration.between(accepted, now);
    }

    /**
     * Whether the report is about the lease that the session holds now. One that is repeated may be
     * about an earlier lease of the same session, which another process of the server has ended
     * meanwhile; a node of an early release numbers none.
     */
    boolean isLeasedBy(EngineSession other, DeliveryReport report) {
        Long holder = session;
        return state == RecipientState.PROC
                && holder != null
                && holder == other.id()
                && (report.lease() == 0 || report.lease() == lease);
    }

    /** Whether a node reports that time is used up before it is by the lane's clock. */
    boolean isCalledTooLate(DeliveryReport report, Instant now) {
        return report.outcome() instanceof DeliveryReport.DeliveryOutcome.DeliveryExpired
                && report.answer().equals(DeliveryReport.TIME_USED_UP)
                && laneTime(now) + CLOCK_SLACK.toMillis() < expiresAt;
    }

    /** The time by the lane's clock. */
    long laneTime(Instant now) {
        return Lane.clock(now.toEpochMilli(), clockOffset, stoppedAt);
    }

    DeliveryEventListener.DeliveryEvent toEvent(
            String kind, int attempt, DeliveryReport report, AttemptRecord details) {
        return new DeliveryEventListener.DeliveryEvent(
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
                report.answeredBy(),
                details,
                trace);
    }

    Undelivered toUndelivered(boolean expired, DeliveryReport report) {
        return new Undelivered(
                report.at(),
                new AccountId(account),
                message,
                address,
                expired,
                report.host(),
                report.answer(),
                report.answeredBy());
    }

    /**
     * Whether a report of {@code outcome} counts although the session no longer holds the
     * recipient.
     */
    boolean acceptsLate(DeliveryReport.DeliveryOutcome outcome) {
        return !state.ended() && outcome instanceof DeliveryReport.DeliveryOutcome.Delivered;
    }

    /** State of the recipient after a report. */
    record NextState(
            RecipientState state,
            String kind,
            long attempts,
            long dueAt,
            Optional<DeliveryReport.RetryFrom> retryFrom) {}
}
