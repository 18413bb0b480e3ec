package io.mailyard.submission;

import java.time.Duration;

/**
 * Rate at which a message arrives, over the last seconds: a client that was quick at first and then
 * slows down counts as slow. One thread records, others read.
 */
final class ArrivalRate {
    /** Shorter pauses are normal on busy or wireless connections. */
    private static final long WINDOW_NANOS = Duration.ofSeconds(3).toNanos();

    private final long declared;
    private final long begun = System.nanoTime();
    private long windowBegun = begun;
    private long inWindow;
    private long before;
    private long arrived;

    /**
     * @param declared size declared by the client; 0 if none
     */
    ArrivalRate(long declared) {
        this.declared = declared;
    }

    /**
     * @param octets octets so far
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
     * Seconds until the message is complete at the current rate; 0 during its first ones.
     *
     * @param expected expected octets of a message without a declared size, or larger than declared
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
