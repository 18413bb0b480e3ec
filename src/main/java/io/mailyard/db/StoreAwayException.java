package io.mailyard.db;

import io.mailyard.base.Busy;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The store does not answer, or cannot take writes: the caller may try again later. Becomes error
 * 503.
 */
public sealed class StoreAwayException extends RuntimeException implements Busy
        permits NewerSchemaException {
    private final boolean maybeStored;
    private final boolean full;

    StoreAwayException(String message, boolean maybeStored, @Nullable Throwable cause) {
        super(message, cause);
        this.maybeStored = maybeStored;
        this.full = cause instanceof SQLException sql && Failures.full(sql);
    }

    /**
     * True when the store went away while it was committing: the change is stored or it is not, and
     * only a later read can tell. False: nothing is stored.
     */
    public boolean maybeStored() {
        return maybeStored;
    }

    @Override
    public String reason() {
        return String.valueOf(getMessage());
    }

    @Override
    public boolean full() {
        return full;
    }
}
