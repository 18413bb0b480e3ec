package io.mailyard.agent;

import java.time.Duration;

/**
 * Whether a node's leases are still valid by the node's own clocks. The server counts a lease from
 * when it hears the node, the node from when it began the request, and a tenth less, so the node
 * stops before the server gives its mail to others. Both clocks of the machine count, since one of
 * them stands still while the machine sleeps.
 */
final class LeaseClock {
    private volatile long lastsMillis;
    private volatile ClockReading renewed = new ClockReading(0, 0);
    private volatile boolean known;

    /** A reading of both clocks. */
    record ClockReading(long nanos, long millis) {
        static ClockReading now() {
            return new ClockReading(System.nanoTime(), System.currentTimeMillis());
        }
    }

    /** Records a session that was opened by a request sent at {@code asked}. */
    void open(ClockReading askedAt, Duration lease) {
        lastsMillis = lease.toMillis() / 10 * 9;
        renewed = askedAt;
        known = true;
    }

    /** Records a successful request that renews the lease. */
    void renew(ClockReading askedAt) {
        if (askedAt.nanos() - renewed.nanos() > 0) {
            renewed = askedAt;
        }
    }

    boolean holds() {
        ClockReading last = renewed;
        return known
                && (System.nanoTime() - last.nanos()) / 1_000_000 < lastsMillis
                && System.currentTimeMillis() - last.millis() < lastsMillis;
    }
}
