package io.mailyard.db;

import io.mailyard.base.Retryable;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The store does not respond or cannot accept writes: the caller may retry later. Becomes error
 * 503.
 */
public sealed class StoreAwayException extends RuntimeException implements Retryable
        permits NewerSchemaException, StoreMovingException {
    private final String reason;
    private final boolean maybeStored;
    private final boolean full;

    /**
     * @param reason for the caller
     * @param detail for the log only; may be empty
     */
    StoreAwayException(
            String reason, String detail, boolean maybeStored, @Nullable Throwable cause) {
        super(detail.isEmpty() ? reason : reason + ": " + detail, cause);
        this.reason = reason;
        this.maybeStored = maybeStored;
        this.full = cause instanceof SQLException sql && Failures.full(sql);
    }

    /**
     * Whether the store failed during the commit, so that only a later read can tell whether the
     * change is stored. If false, nothing is stored.
     */
    public boolean maybeStored() {
        return maybeStored;
    }

    @Override
    public String reason() {
        return reason;
    }

    @Override
    public String detail() {
        return String.valueOf(getMessage());
    }

    @Override
    public boolean full() {
        return full;
    }
}
