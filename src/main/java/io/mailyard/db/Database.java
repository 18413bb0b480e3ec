package io.mailyard.db;

/**
 * The store. Two kinds, the same contract: SQLite with one writer thread, PostgreSQL with one
 * writer connection in each process. On both, writes of all processes happen one after another (on
 * PostgreSQL by a row lock taken once per group), so a write may check and then act; many writes
 * share one commit.
 */
public interface Database extends AutoCloseable {
    /**
     * Runs {@code work} on a consistent snapshot of what is committed. Any number at once, bounded
     * by the pool; waits for a connection at most the configured time, then throws {@link
     * StoreBusyException}.
     */
    <T> T read(Work<T> work);

    /**
     * As {@link #read}, for a work of one statement, which spares PostgreSQL the round trips of a
     * transaction. A second statement in it throws {@link IllegalStateException}.
     */
    default <T> T glance(Work<T> work) {
        return read(work);
    }

    /**
     * Runs {@code work} in the next group of writes and returns once it is durable (fsync). What
     * {@code work} throws is thrown here, and then nothing of it is stored. It may be run more than
     * once before it is committed (the group is rolled back and repeated when another member fails
     * half-way, or on a serialization failure), so it must have no effect outside {@code tx} but by
     * {@link Tx#afterCommit}.
     *
     * <p>A statement that fails undoes the work as a whole, on both stores: a work that catches it
     * and goes on fails all the same. To act on a conflict use {@code ON CONFLICT DO NOTHING}.
     *
     * @throws StoreBusyException when the queue of writes is full
     * @throws StoreAwayException when the store does not answer
     */
    <T> T write(Work<T> work);

    /**
     * As {@link #write}, then undoes all of it: what {@code work} returns is what would have
     * happened. No {@code afterCommit} runs, no staged item is flushed.
     */
    <T> T rehearse(Work<T> work);

    /** True while the store answers; asked by readiness. Returns within 2 seconds. */
    boolean healthy();

    /** Counts of the writes, for metrics. */
    default StoreFigures figures() {
        return new StoreFigures(0, 0, 0, 0);
    }

    /** Which of the two this is. */
    Dialect dialect();

    /** Finishes the writes that are queued, then closes every connection. */
    @Override
    void close();
}
