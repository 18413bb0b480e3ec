package io.mailyard.queue;

import io.mailyard.db.Row;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.DestinationKey;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A lane that a lease may take from. */
final class LaneSlot {
    final long id;
    final long account;
    final long campaign;
    final DestinationKey destination;
    final long queued;
    final long clockOffset;
    final long tieVersion;

    /** Whether it may have something now. */
    final boolean due;

    /** The how manieth of its account in this walk. */
    final long place;

    /** Until when a lock rule forbids it; 0 where none does. */
    final long lockedUntil;

    /** Of an account that comes back: when it came, what stood, what was leased since. */
    final @Nullable Long thawedAt;

    final long backlog;
    final long leased;

    /** Dealt in this round, not taken yet. */
    int dealt;

    /** Taken in this lease. */
    long fresh;

    long retry;

    /** Nothing more is to be had now. */
    boolean exhausted;

    /** When there is something again, in real time. */
    long nextDue = Lanes.NEVER;

    final Deque<DeliveryTask> parcels = new ArrayDeque<>();

    private LaneSlot(Row row, long now) {
        id = row.number(1);
        destination = new DestinationKey(row.number(2), row.text(5), row.text(6));
        account = row.number(3);
        campaign = row.number(4);
        queued = row.number(7);
        clockOffset = row.number(8);
        tieVersion = row.number(9);
        place = row.number(10);
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

    boolean open() {
        return !exhausted && lockedUntil == 0 && taken() + dealt < queued;
    }
}
