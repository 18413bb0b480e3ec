package io.mailyard.db;

import io.mailyard.base.Busy;
import org.jspecify.annotations.Nullable;

/** The store's queue or pool is full; the caller may try again. Becomes error 503. */
public final class StoreBusyException extends RuntimeException implements Busy {
    public StoreBusyException(String message) {
        this(message, null);
    }

    public StoreBusyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public String reason() {
        return String.valueOf(getMessage());
    }
}
