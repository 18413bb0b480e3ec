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
 * Limits concurrent reads in total and per owner. A free permit goes to the owner with the fewest,
 * and among those to the call that waits longest.
 */
final class ReadScheduler {
    /** An eighth of the HTTP server's concurrent calls (http.max-requests). */
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

    /** Owner of a read: a token, or an account whose tokens count together. */
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
     * @param what the kind of calls, for messages: {@code lists}
     * @param size concurrent reads
     * @param patience maximum wait for a permit
     */
    ReadScheduler(String what, int size, Duration patience) {
        this.what = what;
        this.size = size;
        this.share = Math.max(1, size * 3 / 4);
        this.patience = patience;
    }

    /** Permits of one owner: three in four. */
    int share() {
        return share;
    }

    /**
     * Waits for a permit of every owner.
     *
     * @return returns the permits when run
     * @throws ApiException 429 if the owner's own calls block it
     * @throws StoreBusyException if calls of others block it
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

    /** Number of waiting calls. */
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

    /** Assigns free permits to waiting calls. */
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
