package io.mailyard.db;

import org.jspecify.annotations.Nullable;

/** The store refused a statement because of a fault of the program, which no caller can correct. */
public final class StoreException extends RuntimeException {
    StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
