package io.mailyard.agent;

import java.time.Duration;

/**
 * Whether a node's leases still last, by the node's own clocks. The server counts a lease from when
 * it hears the node, the node from when it began to speak, and a tenth less: so the node stops
 * before the server gives its mail to others. Both clocks of the machine count, since one of them
 * stands while the machine sleeps.
 */
final class LeaseClock {
    private volatile long lastsMillis;
    private volatile Moment heard = new Moment(0, 0);
    private volatile boolean known;

    /** A moment by both clocks. */
    record Moment(long nanos, long millis) {
        static Moment now() {
            return new Moment(System.nanoTime(), System.currentTimeMillis());
        }
    }

    /** A session was opened, by a question asked at {@code asked}. */
    void opened(Moment asked, Duration lease) {
        lastsMillis = lease.toMillis() / 10 * 9;
        heard = asked;
        known = true;
    }

    /** A word that prolongs the session was answered well. */
    void heard(Moment asked) {
        if (asked.nanos() - heard.nanos() > 0) {
            heard = asked;
        }
    }

    boolean holds() {
        Moment last = heard;
        return known
                && (System.nanoTime() - last.nanos()) / 1_000_000 < lastsMillis
                && System.currentTimeMillis() - last.millis() < lastsMillis;
    }
}
