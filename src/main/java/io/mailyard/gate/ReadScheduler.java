package io.mailyard.gate;

import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.db.StoreBusyException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many calls read at once, and how many of them are one owner's. A freed turn goes to
 * the owner with the fewest turns, and among those to the call that waits longest.
 */
final class ReadScheduler {
    /** An eighth of the calls that the HTTP server has in work (http.max-requests). */
    static final int MOST_WAITING = 256;

    private final String what;
    private final int size;
    private final int share;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ReadOwner, Integer> running = new HashMap<>();
    private final Map<ReadOwner, Integer> queued = new HashMap<>();
    private final List<WaitingCall> waiting = new ArrayList<>();
    private int taken;

    /** Whose turn it is: a token, or an account whose tokens count together. */
    record ReadOwner(String kind, long id, String name) {
        @Override
        public String toString() {
            return kind + " " + name;
        }
    }

    private final class WaitingCall {
        final List<ReadOwner> owners;
        final Condition turn = lock.newCondition();
        boolean granted;

        WaitingCall(List<ReadOwner> owners) {
            this.owners = owners;
        }
    }

    /**
     * @param what the calls it bounds, for messages: {@code lists}
     * @param size turns at once
     * @param patience how long a call waits for its turn
     */
    ReadScheduler(String what, int size, Duration patience) {
        this.what = what;
        this.size = size;
        this.share = Math.max(1, size * 3 / 4);
        this.patience = patience;
    }

    /** Turns that one owner may have at once: three in four. */
    int share() {
        return share;
    }

    /**
     * Waits for a turn of every owner.
     *
     * @return gives the turn back
     * @throws ApiException 429 where an owner's own calls are what it waits for
     * @throws StoreBusyException where others' are
     */
    Runnable take(List<ReadOwner> owners) {
        lock.lock();
        try {
            if (waiting.isEmpty() && fits(owners)) {
                grant(owners);
            } else {
                await(owners);
            }
        } finally {
            lock.unlock();
        }
        return () -> giveBack(owners);
    }

    /** Calls that wait for their turn. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private void await(List<ReadOwner> owners) {
        for (ReadOwner owner : owners) {
            if (queued.getOrDefault(owner, 0) >= MOST_WAITING) {
                throw tooMany(MOST_WAITING + " " + what + " of " + owner + " are waiting already");
            }
        }
        WaitingCall waiter = new WaitingCall(owners);
        waiting.add(waiter);
        owners.forEach(owner -> queued.merge(owner, 1, Integer::sum));
        try {
            deal();
            long left = patience.toNanos();
            while (!waiter.granted && left > 0) {
                left = waiter.turn.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.remove(waiter);
            owners.forEach(owner -> less(queued, owner));
        }
        if (!waiter.granted) {
            throw late(owners);
        }
    }

    private RuntimeException late(List<ReadOwner> owners) {
        @Nullable ReadOwner full = null;
        for (ReadOwner owner : owners) {
            full = running.getOrDefault(owner, 0) >= share ? owner : full;
        }
        String waited = "no turn within " + patience.toMillis() + " ms: ";
        if (full != null) {
            return tooMany(
                    waited + share + " " + what + " of " + full + " are running, its whole share");
        }
        return new StoreBusyException(waited + taken + " " + what + " of all callers are running");
    }

    private static ApiException tooMany(String text) {
        return new ApiException(ErrorCode.TOO_MANY_REQUESTS, text);
    }

    private boolean fits(List<ReadOwner> owners) {
        return taken < size
                && owners.stream().allMatch(owner -> running.getOrDefault(owner, 0) < share);
    }

    private void grant(List<ReadOwner> owners) {
        taken++;
        owners.forEach(owner -> running.merge(owner, 1, Integer::sum));
    }

    private void giveBack(List<ReadOwner> owners) {
        lock.lock();
        try {
            taken--;
            owners.forEach(owner -> less(running, owner));
            deal();
        } finally {
            lock.unlock();
        }
    }

    private static void less(Map<ReadOwner, Integer> counts, ReadOwner owner) {
        counts.computeIfPresent(owner, (any, count) -> count == 1 ? null : count - 1);
    }

    /** Gives what is free to those that wait. */
    private void deal() {
        for (WaitingCall next = next(); next != null; next = next()) {
            next.granted = true;
            grant(next.owners);
            next.turn.signal();
        }
    }

    private @Nullable WaitingCall next() {
        @Nullable WaitingCall next = null;
        int fewest = Integer.MAX_VALUE;
        for (WaitingCall waiter : waiting) {
            if (!waiter.granted && fits(waiter.owners)) {
                int has = most(waiter.owners);
                if (has < fewest) {
                    next = waiter;
                    fewest = has;
                }
            }
        }
        return next;
    }

    private int most(List<ReadOwner> owners) {
        int most = 0;
        for (ReadOwner owner : owners) {
            most = Math.max(most, running.getOrDefault(owner, 0));
        }
        return most;
    }
}
