package io.mailyard.db;

/** One moment of a store: every read sees the same rows, however long it takes. */
final class SnapshotDatabase implements Database {
    private final StoreSession session;

    /**
     * @param session has begun its read; the caller ends it
     */
    SnapshotDatabase(StoreSession session) {
        this.session = session;
    }

    @Override
    public <T> T read(Work<T> work) {
        ReadTx tx = new ReadTx(session, Integer.MAX_VALUE);
        try {
            return work.run(tx);
        } finally {
            tx.end();
        }
    }

    @Override
    public <T> T write(Work<T> work) {
        throw new IllegalStateException("a moment of the store cannot be changed");
    }

    @Override
    public <T> T dryRun(Work<T> work) {
        return write(work);
    }

    @Override
    public boolean healthy() {
        return true;
    }

    @Override
    public Dialect dialect() {
        return session.dialect();
    }

    /** Nothing: the session is the caller's. */
    @Override
    public void close() {}
}
