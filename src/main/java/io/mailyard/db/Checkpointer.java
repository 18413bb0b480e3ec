package io.mailyard.db;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies pages of the embedded store from its log to their place in the file while the writer goes
 * on. Without it each 4,000th page or so makes the writer copy and sync them all, and every caller
 * waits for that. The writer does it itself only where this thread cannot follow, see {@link
 * SqliteFile#writer}.
 *
 * <p>Source: SQLite, "Write-Ahead Logging", section 3.2 on checkpoints.
 */
final class Checkpointer implements AutoCloseable {
    /**
     * Pages in the log that are worth a copy: 16 MB; pages that change often are copied less often.
     */
    private static final long PAGES = 4_000;

    /** Pages that the writer copies in a few milliseconds. */
    private static final long FEW_PAGES = 500;

    /**
     * From here on the writer is about to copy the rest itself, so that the log begins anew: let it
     * be little.
     */
    private static final long NEARLY_FULL = SqliteFile.LOG_PAGES * 3L / 4;

    /** Time between two looks while the log grows: some 1 MB of log. */
    private static final Duration LOOK = Duration.ofMillis(20);

    /** Time between two looks while nothing is written. */
    private static final Duration IDLE = Duration.ofMillis(250);

    private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);

    private final StoreSessionOpener opener;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private @Nullable StoreSession session;
    private boolean ailing;
    private long seen = -1;

    Checkpointer(StoreSessionOpener opener) {
        this.opener = opener;
        this.thread = Thread.ofPlatform().name("mailyard-checkpointer").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            Duration pause = LOOK;
            while (!closing.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                pause = round();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        drop();
    }

    private Duration round() {
        try {
            LogState state = look("NOOP");
            boolean grows = state.pages() != seen;
            seen = state.pages();
            long waiting = state.pages() - state.copied();
            boolean stuck = false;
            if (waiting >= (state.pages() < NEARLY_FULL ? PAGES : FEW_PAGES)) {
                // a long read keeps pages from their place; nothing moves until it ends
                stuck = look("PASSIVE").copied() == state.copied();
            }
            ailing = false;
            return grows && !stuck ? LOOK : IDLE;
        } catch (SQLException | RuntimeException e) {
            if (!ailing) {
                LOG.warn("the store's log cannot be copied to its place: {}", e.toString());
            }
            ailing = true;
            drop();
            return Duration.ofSeconds(1);
        }
    }

    /** Pages in the log, and those of them that are in their place. */
    private record LogState(long pages, long copied) {}

    private LogState look(String mode) throws SQLException {
        StoreSession current = session;
        if (current == null) {
            current = opener.open();
            session = current;
        }
        try (var statement = current.connection().createStatement();
                var row = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
            return row.next()
                    ? new LogState(row.getLong("log"), row.getLong("checkpointed"))
                    : new LogState(0, 0);
        }
    }

    private void drop() {
        StoreSession current = session;
        if (current != null) {
            session = null;
            current.close();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        Closeables.awaitEnd(thread);
    }
}
