package io.mailyard.delivery;

import io.mailyard.policies.Strategy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Limits of one source address to one destination: concurrent connections, connection attempts per
 * interval, and messages per interval up to the product of the strategy's three numbers. Each
 * recipient counts as a message. Guarded by the lock of its destination queue.
 */
final class SourceRateLimit {
    private static final long LONGEST_IDLE = TimeUnit.MINUTES.toNanos(1);

    private final EgressAddress source;
    private final InetAddress address;
    private final SlidingWindow messages;
    private final SlidingWindow connects;
    private int maxConnections;
    private int connections;

    SourceRateLimit(EgressAddress source, Strategy strategy, long now) {
        this.source = source;
        this.address = InetAddress.ofLiteral(source.ip());
        Duration interval = Duration.ofSeconds(strategy.intervalSeconds());
        this.messages = new SlidingWindow(strategy.messagesPerInterval(), interval, now);
        this.connects = new SlidingWindow(attempts(strategy), interval, now);
        this.maxConnections = strategy.concurrentConnections();
    }

    private static long attempts(Strategy strategy) {
        return (long) strategy.concurrentConnections() * strategy.connectionAttempts();
    }

    /** Applies a changed strategy; sent messages still count. */
    void update(Strategy strategy, long now) {
        Duration interval = Duration.ofSeconds(strategy.intervalSeconds());
        messages.setLimit(strategy.messagesPerInterval(), interval, now);
        connects.setLimit(attempts(strategy), interval, now);
        maxConnections = strategy.concurrentConnections();
    }

    EgressAddress source() {
        return source;
    }

    InetAddress address() {
        return address;
    }

    /** Number of messages that may begin now. */
    int availableMessages(long now) {
        return messages.available(now);
    }

    /** Number of messages that may begin now over existing or possible connections. */
    int reachableMessages(long now) {
        return connections > 0 || connects.available(now) > 0 ? messages.available(now) : 0;
    }

    /** Nanoseconds until a message may begin; 0 if now. */
    long nanosUntilAvailable(long now) {
        long byConnects = connections > 0 ? 0 : connects.nanosUntilAvailable(now);
        return Math.max(messages.nanosUntilAvailable(now), byConnects);
    }

    /** Whether another connection may be opened now. */
    boolean mayConnect(long now) {
        return connections < maxConnections
                && messages.available(now) > 0
                && connects.available(now) > 0;
    }

    boolean isAtConnectionLimit() {
        return connections >= maxConnections;
    }

    void addConnection(long now) {
        connections++;
        connects.take(1, now);
    }

    /** Records that a connection has ended; one that was never tried does not count. */
    void removeConnection(boolean tried) {
        connections--;
        if (!tried) {
            connects.giveBack(1);
        }
    }

    /** Returns messages that were taken and not offered to the host. */
    void returnMessages(int many) {
        messages.giveBack(many);
    }

    /**
     * Nanoseconds to keep a connection open for the next message: longer than usual if no other
     * could be opened in its place.
     */
    long idleNanos(Duration usual) {
        long back = connects.nanosUntilAvailable(System.nanoTime());
        return Math.max(usual.toNanos(), Math.min(back, LONGEST_IDLE));
    }

    /** Nanoseconds until a message may begin; unlimited if one may begin now. */
    long pauseNanos(long now) {
        long wait = availableMessages(now) > 0 ? Long.MAX_VALUE : nanosUntilAvailable(now);
        return wait == 0 ? Long.MAX_VALUE : wait;
    }

    void takeMessages(int many, long now) {
        messages.take(many, now);
    }

    /** Whether the limit can be removed without losing counts. */
    boolean isUnused(long now) {
        return connections == 0 && messages.isEmpty(now) && connects.isEmpty(now);
    }

    /** Whether the limit can be removed with a small loss of counts. */
    boolean isNearlyUnused(long now) {
        return connections == 0 && messages.available(now) > 0 && connects.available(now) > 0;
    }
}
