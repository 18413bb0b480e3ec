package io.mailyard.delivery;

import io.mailyard.policies.Strategy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What one address of a sender may do to one destination: so many connections at once; each of them
 * begun so many times in an interval; and messages in it up to the product of the strategy's three
 * numbers. A recipient counts as a message. Guarded by its outlet.
 */
final class SourceRateLimit {
    private static final long LONGEST_IDLE = TimeUnit.MINUTES.toNanos(1);

    private final EgressAddress source;
    private final InetAddress address;
    private final SlidingWindow messages;
    private final SlidingWindow connects;
    private int concurrent;
    private int connections;

    SourceRateLimit(EgressAddress source, Strategy strategy, long now) {
        this.source = source;
        this.address = InetAddress.ofLiteral(source.ip());
        Duration interval = Duration.ofSeconds(strategy.intervalSeconds());
        this.messages = new SlidingWindow(strategy.messagesPerInterval(), interval, now);
        this.connects = new SlidingWindow(attempts(strategy), interval, now);
        this.concurrent = strategy.concurrentConnections();
    }

    private static long attempts(Strategy strategy) {
        return (long) strategy.concurrentConnections() * strategy.connectionAttempts();
    }

    /** Follows a changed strategy; what was sent counts on. */
    void follow(Strategy strategy, long now) {
        Duration interval = Duration.ofSeconds(strategy.intervalSeconds());
        messages.limit(strategy.messagesPerInterval(), interval, now);
        connects.limit(attempts(strategy), interval, now);
        concurrent = strategy.concurrentConnections();
    }

    EgressAddress source() {
        return source;
    }

    InetAddress address() {
        return address;
    }

    /** Messages that may begin now. */
    int free(long now) {
        return messages.free(now);
    }

    /** Messages that may begin now, over connections that are there or can be made. */
    int reachable(long now) {
        return connections > 0 || connects.free(now) > 0 ? messages.free(now) : 0;
    }

    /** Until something may begin again, in nanoseconds; 0: now. */
    long until(long now) {
        long byConnects = connections > 0 ? 0 : connects.until(now);
        return Math.max(messages.until(now), byConnects);
    }

    /** Whether a connection more may be begun now. */
    boolean mayConnect(long now) {
        return connections < concurrent && messages.free(now) > 0 && connects.free(now) > 0;
    }

    boolean isCrowded() {
        return connections >= concurrent;
    }

    void connected(long now) {
        connections++;
        connects.take(1, now);
    }

    /** A connection has ended; one that was never tried counts for nothing. */
    void disconnected(boolean tried) {
        connections--;
        if (!tried) {
            connects.giveBack(1);
        }
    }

    /** So many were taken and not offered to the host. */
    void gaveBack(int many) {
        messages.giveBack(many);
    }

    /**
     * How long a connection is kept open for the next message, in nanoseconds: longer than usual
     * where no other could be begun in its place.
     */
    long idle(Duration usual) {
        long back = connects.until(System.nanoTime());
        return Math.max(usual.toNanos(), Math.min(back, LONGEST_IDLE));
    }

    /** Until a message may begin, in nanoseconds; where it may now, until one comes. */
    long pause(long now) {
        long wait = free(now) > 0 ? Long.MAX_VALUE : until(now);
        return wait == 0 ? Long.MAX_VALUE : wait;
    }

    void took(int many, long now) {
        messages.take(many, now);
    }

    /** Whether nothing would be lost by forgetting it. */
    boolean isFresh(long now) {
        return connections == 0 && messages.isEmpty(now) && connects.isEmpty(now);
    }

    /** Whether little would be lost by forgetting it. */
    boolean isLight(long now) {
        return connections == 0 && messages.free(now) > 0 && connects.free(now) > 0;
    }
}
