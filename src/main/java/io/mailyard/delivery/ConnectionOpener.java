package io.mailyard.delivery;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.LongPredicate;

/**
 * Opens and counts the connections of one destination queue, within the rate limits of the sender's
 * addresses. Used under the lock of the destination queue.
 */
final class ConnectionOpener {
    private final SourceRateLimits rateLimits;
    private final LongPredicate isDestinationOpen;
    private final AtomicInteger rotation;
    private final BiPredicate<HostQueue, SourceRateLimit> start;
    private int connections;

    /**
     * @param isDestinationOpen whether mail may go to the destination at that time in nanoseconds
     * @param rotation counts the connections of the sender, whatever their destination
     * @param start starts a connection from an address; false if the engine has none to spare
     */
    ConnectionOpener(
            SourceRateLimits rateLimits,
            LongPredicate isDestinationOpen,
            AtomicInteger rotation,
            BiPredicate<HostQueue, SourceRateLimit> start) {
        this.rateLimits = rateLimits;
        this.isDestinationOpen = isDestinationOpen;
        this.rotation = rotation;
        this.start = start;
    }

    /** Number of connections that have not ended. */
    int connections() {
        return connections;
    }

    /** Wakes idle connections for waiting tasks, and opens one if they are too few. */
    void wakeOrOpen(HostQueue hostQueue, long now) {
        for (int i = Math.min(hostQueue.idle(), hostQueue.waiting()); i > 0; i--) {
            hostQueue.work().signal();
        }
        openIfNeeded(hostQueue, now);
    }

    /** Opens one connection if more tasks wait than connections are idle. */
    void openIfNeeded(HostQueue hostQueue, long now) {
        if (hostQueue.waiting() > hostQueue.idle()) {
            open(hostQueue, now);
        }
    }

    /** Opens up to {@code most} connections. */
    void open(HostQueue hostQueue, long now, int most) {
        int left = most;
        while (left > 0 && open(hostQueue, now)) {
            left--;
        }
    }

    /** Opens one connection; whether it could. */
    boolean open(HostQueue hostQueue, long now) {
        if (!isDestinationOpen.test(now) || !hostQueue.mayConnect(now)) {
            return false;
        }
        Optional<SourceRateLimit> free =
                rateLimits
                        .nextConnectable(rotation, hostQueue.key().ip(), now)
                        .filter(limit -> start.test(hostQueue, limit));
        if (free.isEmpty()) {
            return false;
        }
        free.get().addConnection(now);
        hostQueue.connections(1);
        connections++;
        return true;
    }

    /** Removes a connection that has ended. */
    void remove(DeliveryConnection connection) {
        connection.rateLimit().removeConnection(connection.hasDialled());
        connection.hostQueue().connections(-1);
        connection.hostQueue().open(connection.wasOpen() ? -1 : 0);
        connections--;
    }
}
