package io.mailyard.leases;

import io.mailyard.db.Row;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.DestinationKey;
import io.mailyard.lanes.Lanes;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A lane that a lease may take mail from. */
final class LaneSlot {
    final long id;
    final long account;
    final long campaign;
    final DestinationKey destination;
    final long queued;
    final long clockOffset;
    final long tieVersion;

    /** Whether mail may be due now. */
    final boolean due;

    /** 1-based position among the account's lanes in this scan. */
    final long position;

    /** End of a lock rule's suspension; 0 if none. */
    final long lockedUntil;

    /** For a resumed account: time of the resumption, mail waiting then, and mail leased since. */
    final @Nullable Long thawedAt;

    final long backlog;
    final long leased;

    /** Tasks dealt in this round and not taken yet. */
    int dealt;

    /** Tasks taken in this lease. */
    long fresh;

    long retry;

    /** Whether no more mail is due now. */
    boolean exhausted;

    /** When mail is due again, in real time. */
    long nextDue = Lanes.NEVER;

    final Deque<DeliveryTask> tasks = new ArrayDeque<>();

    private LaneSlot(Row row, long now) {
        id = row.number("id");
        destination =
                new DestinationKey(row.number("sender_id"), row.text("isp"), row.text("domain"));
        account = row.number("account_id");
        campaign = row.number("campaign_id");
        queued = row.number("queued");
        clockOffset = row.number("clock_offset");
        tieVersion = row.number("tie_version");
        position = row.number("place");
        lockedUntil = row.number("locked_until");
        thawedAt = row.numberOrNull("thawed_at");
        backlog = row.number("backlog");
        leased = row.number("leased");
        due = row.number("due_at") <= now;
    }

    static LaneSlot read(Row row, long now) {
        return new LaneSlot(row, now);
    }

    long taken() {
        return fresh + retry;
    }

    boolean canLease() {
        return !exhausted && lockedUntil == 0 && taken() + dealt < queued;
    }
}
