package io.mailyard.db;

import org.jspecify.annotations.Nullable;

/**
 * The store does not answer, or cannot take writes: the caller may try again later. Becomes error
 * 503.
 */
public final class StoreAwayException extends RuntimeException {
    private final boolean maybeStored;

    StoreAwayException(String message, boolean maybeStored, @Nullable Throwable cause) {
        super(message, cause);
        this.maybeStored = maybeStored;
    }

    /**
     * True when the store went away while it was committing: the change is stored or it is not, and
     * only a later read can tell. False: nothing is stored.
     */
    public boolean maybeStored() {
        return maybeStored;
    }
}
