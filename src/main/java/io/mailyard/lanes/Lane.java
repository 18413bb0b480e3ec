package io.mailyard.lanes;

import io.mailyard.db.Row;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a lane needed to add mail to it.
 *
 * @param clockOffset milliseconds that its clock is behind
 * @param stoppedAt start of its suspension; null while active
 * @param named the senders of its rule while it waits without one
 */
public record Lane(
        long id,
        long sender,
        long vsender,
        String isp,
        String domain,
        long clockOffset,
        @Nullable Long stoppedAt,
        String named) {
    static final String COLUMNS =
            "id, sender_id, vsender_id, isp, domain, clock_offset, stopped_at, named";

    static Lane read(Row row) {
        return new Lane(
                row.number("id"),
                row.number("sender_id"),
                row.number("vsender_id"),
                row.text("isp"),
                row.text("domain"),
                row.number("clock_offset"),
                row.numberOrNull("stopped_at"),
                row.text("named"));
    }

    LaneKey key() {
        return new LaneKey(sender, vsender, isp, domain, named);
    }

    /** The time by the lane's clock. */
    public long clock(long now) {
        return clock(now, clockOffset, stoppedAt);
    }

    /**
     * Time by the clock of a lane, which stands still while the lane is suspended, in milliseconds
     * since the epoch.
     *
     * @param now milliseconds since the epoch; ignored while the lane is suspended
     */
    public static long clock(long now, long clockOffset, @Nullable Long stoppedAt) {
        return (stoppedAt == null ? now : stoppedAt) - clockOffset;
    }
}
