package io.mailyard.db;

/** What is done inside one transaction. */
@FunctionalInterface
public interface Work<T> {
    /** Runs on {@code tx}; whatever it throws undoes it. */
    T run(Tx tx);
}
