package io.mailyard.db;

/** The store's queue or pool is full; the caller may try again. Becomes error 503. */
public final class StoreBusyException extends RuntimeException {
    public StoreBusyException(String message) {
        super(message);
    }
}
