package io.mailyard.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks each of several hosts every second whether it is the primary now. A server that hangs breaks
 * no connection: without this, callers would wait for it until their socket times out, although
 * another host has taken its place.
 */
final class PrimaryWatch implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final PrimaryConnector connector;
    private final Properties properties;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    private PrimaryWatch(PrimaryConnector connector, Properties properties) {
        this.connector = connector;
        this.properties = properties;
    }

    /** Watches the hosts until it is closed; nothing where there is only one. */
    static PrimaryWatch start(PrimaryConnector connector, Properties properties) {
        PrimaryWatch watch = new PrimaryWatch(connector, properties);
        for (String host : connector.watchedHosts()) {
            // one thread a host: one that hangs does not hold up the others
            watch.threads.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name("mailyard-primary-watch-" + (watch.threads.size() + 1))
                            .start(() -> watch.watch(host)));
        }
        return watch;
    }

    private void watch(String host) {
        Connection connection = null;
        try {
            while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                connection = look(host, connection);
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } finally {
            close(connection);
        }
    }

    /** Asks once; returns the connection to ask again, or null where there is none. */
    private @Nullable Connection look(String host, @Nullable Connection before) {
        Connection connection = before;
        try {
            if (connection == null) {
                connection = connector.connectTo(host, properties);
            }
            connector.saw(host, connector.ask(connection));
            return connection;
        } catch (SQLException | RuntimeException unreachable) {
            // whoever needs the host reports why
            close(connection);
            return null;
        }
    }

    private static void close(@Nullable Connection connection) {
        if (connection != null) {
            Closeables.close(connection);
        }
    }

    /** Ends the watch; a thread that waits for a host ends within seconds by itself. */
    @Override
    public void close() {
        closed.countDown();
    }
}
