package io.mailyard.db;

import io.mailyard.base.Retryable;
import org.jspecify.annotations.Nullable;

/** The store's queue or pool is full; the caller may retry. Becomes error 503. */
public final class StoreBusyException extends RuntimeException implements Retryable {
    private final String reason;

    public StoreBusyException(String reason) {
        this(reason, "", null);
    }

    /**
     * @param reason for the caller
     * @param detail for the log only; may be empty
     */
    StoreBusyException(String reason, String detail, @Nullable Throwable cause) {
        super(detail.isEmpty() ? reason : reason + ": " + detail, cause);
        this.reason = reason;
    }

    @Override
    public String reason() {
        return reason;
    }

    @Override
    public String detail() {
        return String.valueOf(getMessage());
    }
}
