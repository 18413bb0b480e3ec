package io.mailyard.queue;

import io.mailyard.db.Row;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.DestinationKey;
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
        id = row.number(1);
        destination = new DestinationKey(row.number(2), row.text(5), row.text(6));
        account = row.number(3);
        campaign = row.number(4);
        queued = row.number(7);
        clockOffset = row.number(8);
        tieVersion = row.number(9);
        position = row.number(10);
        lockedUntil = row.number(11);
        thawedAt = row.numberOrNull(12);
        backlog = row.number(13);
        leased = row.number(14);
        due = row.number(15) <= now;
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
