package io.mailyard.submission;

import java.time.Duration;

/**
 * How fast a message arrives, by what came within the last seconds: a client that was quick at
 * first and then dawdles is slow. One thread tells, others ask.
 */
final class ArrivalRate {
    /** Shorter pauses happen on any line that is busy or wireless. */
    private static final long WINDOW_NANOS = Duration.ofSeconds(3).toNanos();

    private final long declared;
    private final long begun = System.nanoTime();
    private long windowBegun = begun;
    private long inWindow;
    private long before;
    private long arrived;

    /**
     * @param declared the size that the client told; 0: none
     */
    ArrivalRate(long declared) {
        this.declared = declared;
    }

    /**
     * @param octets so far
     */
    synchronized void arrived(long octets) {
        turn(System.nanoTime());
        inWindow += octets - arrived;
        arrived = octets;
    }

    private void turn(long now) {
        long windows = (now - windowBegun) / WINDOW_NANOS;
        if (windows > 0) {
            before = windows == 1 ? inWindow : 0;
            inWindow = 0;
            windowBegun += windows * WINDOW_NANOS;
        }
    }

    /**
     * How many seconds it takes until it is whole, at the pace of the last seconds; 0 in its first
     * ones.
     *
     * @param expected octets of a message that has declared none, or fewer than have come
     */
    synchronized long secondsLeft(long expected, long now) {
        turn(now);
        if (now - begun < WINDOW_NANOS) {
            return 0;
        }
        long whole = arrived < declared ? declared : Math.max(expected, arrived + 1);
        boolean first = windowBegun == begun;
        long nanos = now - windowBegun + (first ? 0 : WINDOW_NANOS);
        double perSecond = (before + inWindow) * 1e9 / Math.max(1, nanos);
        return perSecond == 0 ? Long.MAX_VALUE : (long) ((whole - arrived) / perSecond);
    }
}
