package io.mailyard.delivery;

import java.time.Duration;
import java.util.Arrays;

/**
 * At most so many in any interval of a length, wherever it begins. Counts are kept for twentieths
 * of it and forgotten once a whole interval has passed since: never too early, at most a twentieth
 * too late. Times are of {@link System#nanoTime}, which no clock's jump disturbs. Guarded by who
 * holds it.
 */
final class SlidingWindow {
    private static final int PARTS = 20;

    /** The part that is running and those of a whole interval before it. */
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

    /** Another limit from now on; another interval begins with nothing counted. */
    void limit(long newLimit, Duration interval, long now) {
        limit = newLimit;
        long nanos = partNanos(interval);
        if (nanos != partNanos) {
            partNanos = nanos;
            part = Math.floorDiv(now, nanos);
            sum = 0;
            Arrays.fill(counts, 0);
        }
    }

    /** How many may begin now. */
    int free(long now) {
        pass(now);
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, limit - sum));
    }

    void take(int many, long now) {
        pass(now);
        counts[slot(part)] += many;
        sum += many;
    }

    /** Some of what was taken last was not used. */
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

    /** Until something is free again, in nanoseconds; 0: now. */
    long until(long now) {
        if (free(now) > 0) {
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
        pass(now);
        return sum == 0;
    }

    private void pass(long now) {
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
