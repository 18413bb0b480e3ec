package io.mailyard.delivery;

import java.time.Duration;
import java.util.Arrays;

/**
 * Limits a count in every interval of a given length. Counts are kept for twentieths of the
 * interval and released once a whole interval has passed: never too early, at most a twentieth too
 * late. Times are of {@link System#nanoTime}, unaffected by clock changes. Guarded by the caller's
 * lock.
 */
final class SlidingWindow {
    private static final int PARTS = 20;

    /** The current part and those of a whole interval before it. */
    private final int[] counts = new int[PARTS + 1];

    private long limit;
    private long partNanos;
    private long part;
    private long sum;

    SlidingWindow(long limit, Duration interval, long now) {
        this.limit = limit;
        this.partNanos = partNanos(interval);
        this.part = Math.floorDiv(now, partNanos);
    }

    private static long partNanos(Duration interval) {
        return Math.max(1, interval.toNanos() / PARTS);
    }

    /** Sets the limit; a different interval starts with nothing counted. */
    void setLimit(long newLimit, Duration interval, long now) {
        limit = newLimit;
        long nanos = partNanos(interval);
        if (nanos != partNanos) {
            partNanos = nanos;
            part = Math.floorDiv(now, nanos);
            sum = 0;
            Arrays.fill(counts, 0);
        }
    }

    /** Number available now. */
    int available(long now) {
        advance(now);
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, limit - sum));
    }

    void take(int many, long now) {
        advance(now);
        counts[slot(part)] += many;
        sum += many;
    }

    /** Returns part of what was taken last. */
    void giveBack(int unused) {
        int many = unused;
        for (long old = part; old >= part - PARTS && many > 0; old--) {
            int slot = slot(old);
            int some = Math.min(many, counts[slot]);
            counts[slot] -= some;
            sum -= some;
            many -= some;
        }
    }

    /** Nanoseconds until something is available; 0 if now. */
    long nanosUntilAvailable(long now) {
        if (available(now) > 0) {
            return 0;
        }
        for (long old = part - PARTS; old <= part; old++) {
            if (counts[slot(old)] > 0) {
                return (old + PARTS + 1) * partNanos - now;
            }
        }
        return partNanos;
    }

    /** Whether nothing is counted. */
    boolean isEmpty(long now) {
        advance(now);
        return sum == 0;
    }

    private void advance(long now) {
        long current = Math.floorDiv(now, partNanos);
        if (current - part > PARTS) {
            sum = 0;
            Arrays.fill(counts, 0);
            part = current;
        }
        while (part < current) {
            part++;
            sum -= counts[slot(part)];
            counts[slot(part)] = 0;
        }
    }

    private static int slot(long part) {
        return (int) Math.floorMod(part, (long) PARTS + 1);
    }
}
