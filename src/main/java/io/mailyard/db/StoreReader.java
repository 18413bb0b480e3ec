package io.mailyard.db;

/** The store, opened for reading only. */
final class StoreReader implements Database {
    private final Dialect dialect;
    private final Readers readers;

    StoreReader(Dialect dialect, Readers readers) {
        this.dialect = dialect;
        this.readers = readers;
    }

    @Override
    public <T> T read(Work<T> work) {
        return readers.snapshot(work);
    }

    @Override
    public <T> T readOne(Work<T> work) {
        return readers.readOne(work);
    }

    @Override
    public <T> T write(Work<T> work) {
        throw new IllegalStateException("the store was opened to be read only");
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
        return dialect;
    }

    @Override
    public void close() {
        readers.close();
    }
}
