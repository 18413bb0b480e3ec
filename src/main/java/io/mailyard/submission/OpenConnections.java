package io.mailyard.submission;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** The connections that a server has open, until each has ended. */
final class OpenConnections {
    /** Time for messages being received when the server stops. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

    /** Interval at which clients that take too long are ended. */
    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(1);

    private final Set<ClientConnection> open = ConcurrentHashMap.newKeySet();

    /** Serves a connection on a thread of its own, and forgets it when {@code session} ends. */
    void serve(String thread, ClientConnection connection, Runnable session) {
        open.add(connection);
        Thread.ofVirtual()
                .name(thread)
                .start(() -> {
                    try {
                        session.run();
                    } finally {
                        open.remove(connection);
                    }
                });
    }

    int size() {
        return open.size();
    }

    /** Ends clients that take too long, until the server is {@code stopping}. */
    void watch(BooleanSupplier stopping) {
        while (!stopping.getAsBoolean()) {
            pause(WATCH_INTERVAL);
            long now = System.nanoTime();
            open.forEach(connection -> connection.endIfOverdue(now));
        }
    }

    /** Dismisses idle clients with {@code reply}, and gives messages being received 3 seconds. */
    void close(SubmissionReply reply) {
        long end = System.nanoTime() + STOP_TIMEOUT.toNanos();
        while (!open.isEmpty() && System.nanoTime() < end) {
            open.forEach(connection -> Thread.ofVirtual().start(() -> connection.closeWith(reply)));
            pause(Duration.ofMillis(20));
        }
        open.forEach(ClientConnection::close);
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
