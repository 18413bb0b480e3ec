package io.mailyard.db;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single thread that writes. It takes all waiting writes, runs them in one transaction,
 * commits, and only then lets the callers continue.
 */
final class Writer implements AutoCloseable {
    /**
     * Maximum number of waiting writes: a second or two of work; with more, callers would only wait
     * longer.
     */
    static final int QUEUE = 4096;

    /**
     * Maximum size of a group: beyond, the cost of a commit is negligible, and more work must be
     * repeated after a failure.
     */
    static final int GROUP = 512;

    /**
     * Number of attempts, with pauses of 25, 100, 400 and 1600 ms: a restart of PostgreSQL passes
     * unnoticed.
     */
    private static final int TRIES = 5;

    /** Time limit of all attempts, shorter than a client waits for its answer. */
    private static final long TRY_NANOS = Duration.ofSeconds(10).toNanos();

    /** Maximum wait for more writes, hardly noticeable beside a commit on a slow disk. */
    private static final long MOST_PATIENCE_NANOS = 1_000_000;

    /** Minimum wait: timers have no finer resolution. */
    private static final long LEAST_PATIENCE_NANOS = 50_000;

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    private final StoreSessionOpener opener;
    private final WriteQueue queue = new WriteQueue(QUEUE);
    private final Thread thread;
    private @Nullable StoreSession session;
    private final long schema;
    private final Runnable onLost;
    private final StoreGate gate;
    private volatile boolean away;
    private volatile long committedNanos = System.nanoTime();
    private final AtomicLong groups = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();

    /**
     * Creates a writer.
     *
     * @param schema the version of the schema that this program knows
     * @param onLost runs when the connection is lost, since other connections to the same server
     *     are lost too
     * @param gate closed while the store is moved elsewhere
     */
    Writer(StoreSessionOpener opener, long schema, Runnable onLost, StoreGate gate) {
        this.opener = opener;
        this.schema = schema;
        this.onLost = onLost;
        this.gate = gate;
        this.thread = Thread.ofPlatform().name("mailyard-writer").unstarted(this::serve);
    }

    void start() {
        thread.start();
    }

    /** Whether the last group could not be stored because the store did not respond. */
    boolean away() {
        return away;
    }

    /** Time since a group was last stored. */
    long quietNanos() {
        return System.nanoTime() - committedNanos;
    }

    /**
     * Figures of the store.
     *
     * @param reading number of waiting reads
     */
    StoreFigures figures(int reading) {
        return new StoreFigures(queue.size(), reading, writes.get(), groups.get());
    }

    <T> T submit(Work<T> work, boolean dryRun) {
        if (Thread.currentThread().equals(thread)) {
            throw new IllegalStateException("a write inside a write would wait for itself");
        }
        gate.requireOpen();
        PendingWrite<T> ticket = new PendingWrite<>(work, dryRun);
        queue.add(ticket);
        return ticket.await();
    }

    private void serve() {
        List<PendingWrite<?>> group = queue.take(GROUP, 1, 0);
        while (!group.isEmpty()) {
            long began = System.nanoTime();
            settleOrFail(group);
            groups.incrementAndGet();
            writes.addAndGet(group.size());
            for (PendingWrite<?> pending : group) {
                pending.done();
            }
            int hoped = Math.max(1, group.size() / 2);
            group = queue.take(GROUP, hoped, patience(System.nanoTime() - began));
        }
        drop();
    }

    /**
     * Time in nanoseconds to wait for half of the callers just answered to come again. Without this
     * the first of them would be a group by itself, and all others would wait for its commit: two
     * commits for what one can do. With half, two groups take turns: one is written while the other
     * is answered and asks again, which by HTTP gives a fifth more than waiting for all.
     *
     * @param nanos what the last group took
     */
    private static long patience(long nanos) {
        long patience = Math.min(nanos / 4, MOST_PATIENCE_NANOS);
        return patience < LEAST_PATIENCE_NANOS ? 0 : patience;
    }

    private void settleOrFail(List<PendingWrite<?>> group) {
        try {
            settle(group);
        } catch (Throwable e) {
            // nothing may end this thread while callers wait for it
            LOG.error("a write group failed", e);
            drop();
            fail(group, new StoreAwayException("the store's writer failed", e.toString(), true, e));
        }
    }

    /** Brings the group to an end, whichever; every ticket holds its outcome then. */
    private void settle(List<PendingWrite<?>> group) {
        boolean careful = false;
        long began = System.nanoTime();
        for (int tried = 1; ; tried++) {
            switch (attempt(group, careful)) {
                case GroupResult.Committed() -> {
                    back();
                    return;
                }
                case GroupResult.RolledBack() -> {
                    if (group.size() == 1) {
                        return;
                    }
                    careful = true;
                }
                case GroupResult.GroupRefused(RuntimeException reason) -> {
                    refused(group, reason);
                    return;
                }
                case GroupResult.Retry(RuntimeException reason) -> {
                    boolean late = System.nanoTime() - began > TRY_NANOS;
                    if (away || late || tried >= TRIES) {
                        fail(group, reason);
                        if (reason instanceof StoreAwayException) {
                            gone(reason);
                        }
                        return;
                    }
                    pause(25L << (2 * (tried - 1)));
                }
                case GroupResult.GroupFailed(RuntimeException reason) -> {
                    fail(group, reason);
                    gone(reason);
                    return;
                }
            }
        }
    }

    /** From now on a group is tried once only, so that callers need not wait for their error. */
    private void gone(RuntimeException reason) {
        if (!away) {
            LOG.warn("writing has stopped: {}", reason.getMessage());
        }
        away = true;
    }

    private void back() {
        if (away) {
            LOG.info("the store accepts writes again");
        }
        away = false;
    }

    /** Repeats the writes one by one, which shows whose fault it was. */
    private void refused(List<PendingWrite<?>> group, RuntimeException reason) {
        if (group.size() == 1) {
            fail(group, reason);
            return;
        }
        for (PendingWrite<?> pending : group) {
            settle(List.of(pending));
        }
    }

    private GroupResult attempt(List<PendingWrite<?>> tickets, boolean careful) {
        boolean committing = false;
        StoreSession current = null;
        try {
            gate.requireOpen();
            current = session();
            WriteGroup group = WriteGroup.begin(current, careful, schema, gate);
            for (PendingWrite<?> pending : tickets) {
                if (!group.add(pending)) {
                    current.rollback();
                    return new GroupResult.RolledBack();
                }
            }
            group.flush();
            committing = true;
            group.commit();
            committedNanos = System.nanoTime();
            group.announce();
            return new GroupResult.Committed();
        } catch (SQLException e) {
            return ending(e, Failures.translated(e, null), committing);
        } catch (RuntimeException e) {
            SQLException failure = current == null ? null : current.failure();
            if (failure != null) {
                return ending(failure, e, committing);
            }
            rollback();
            return (current == null || e instanceof NewerSchemaException)
                            && e instanceof StoreAwayException
                            && !(e instanceof StoreMovingException)
                    ? new GroupResult.GroupFailed(e)
                    : new GroupResult.GroupRefused(e);
        }
    }

    private GroupResult ending(SQLException e, RuntimeException translated, boolean committing) {
        if (Failures.full(e)) {
            // a commit that finds no room is undone, in the log of either store
            drop();
            return new GroupResult.GroupFailed(translated);
        }
        if (Failures.lost(e)) {
            drop();
            onLost.run();
            return committing ? unsure(e) : new GroupResult.Retry(translated);
        }
        rollback();
        if (Failures.repeatable(e) || Failures.busy(e)) {
            return new GroupResult.Retry(translated);
        }
        if (Failures.disk(e)) {
            drop();
            return committing ? unsure(e) : new GroupResult.GroupFailed(translated);
        }
        return new GroupResult.GroupRefused(translated);
    }

    private static GroupResult unsure(SQLException e) {
        return new GroupResult.GroupFailed(
                new StoreAwayException(
                        "the store went away while it committed: the change may be stored or not",
                        Failures.text(e),
                        true,
                        e));
    }

    private StoreSession session() throws SQLException {
        StoreSession current = session;
        if (current == null) {
            current = opener.open();
            session = current;
        }
        return current;
    }

    private void rollback() {
        StoreSession current = session;
        if (current == null) {
            return;
        }
        try {
            current.rollback();
        } catch (SQLException e) {
            // SQLite has rolled back by itself, or the connection is gone: a new one is clean
            drop();
        }
    }

    private void drop() {
        StoreSession current = session;
        if (current != null) {
            session = null;
            current.close();
        }
    }

    private static void fail(List<PendingWrite<?>> group, RuntimeException reason) {
        for (PendingWrite<?> pending : group) {
            pending.fail(reason);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Finishes the writes that are queued, then ends the thread and closes its connection. */
    @Override
    public void close() {
        queue.close();
        Closeables.awaitEnd(thread);
    }
}
