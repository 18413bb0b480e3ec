package io.mailyard.db;

/** Work inside one transaction. */
@FunctionalInterface
public interface Work<T> {
    /** Runs on {@code tx}; any exception undoes it. */
    T run(Tx tx);
}
