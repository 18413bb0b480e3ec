package io.mailyard.db;

/**
 * The store. Two kinds with the same contract: SQLite with one writer thread, PostgreSQL with one
 * writer connection per process. On both, writes of all processes are serialized (on PostgreSQL by
 * a row lock taken once per group), so a write may check and then act; many writes share one
 * commit.
 */
public interface Database extends AutoCloseable {
    /**
     * Runs {@code work} on a consistent snapshot of committed data. Concurrent reads are bounded by
     * the pool; waits for a connection at most the configured time, then throws {@link
     * StoreBusyException}.
     */
    <T> T read(Work<T> work);

    /**
     * Like {@link #read}, for a single statement, which saves PostgreSQL the round trips of a
     * transaction. A second statement throws {@link IllegalStateException}.
     */
    default <T> T readOne(Work<T> work) {
        return read(work);
    }

    /**
     * Runs {@code work} in the next group of writes and returns once it is durable (fsync).
     * Exceptions of {@code work} are thrown here, and nothing of it is stored. It may run more than
     * once before the commit (the group is rolled back and repeated if another member fails, or on
     * a serialization failure), so it must have no effect outside {@code tx} except by {@link
     * Tx#afterCommit}.
     *
     * <p>A failing statement undoes the whole work, on both stores, even if the work catches the
     * exception. To act on a conflict use {@code ON CONFLICT DO NOTHING}.
     *
     * @throws StoreBusyException when the queue of writes is full
     * @throws StoreAwayException when the store does not answer
     */
    <T> T write(Work<T> work);

    /**
     * Like {@link #write}, then undoes all of it: returns what would have happened. No {@code
     * afterCommit} runs, and no staged item is flushed.
     */
    <T> T dryRun(Work<T> work);

    /** Whether the store responds; used by readiness. Returns within 2 seconds. */
    boolean healthy();

    /** Counts of the writes, for metrics. */
    default StoreFigures figures() {
        return new StoreFigures(0, 0, 0, 0);
    }

    /** Whether writing is possible at all: a store that is moved elsewhere is closed. */
    default StoreGate gate() {
        return StoreGate.unwatched();
    }

    /** The kind of store. */
    Dialect dialect();

    /** Finishes queued writes, then closes all connections. */
    @Override
    void close();
}
