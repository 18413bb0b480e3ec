package io.mailyard.db;

import org.jspecify.annotations.Nullable;

/** The store refused a statement for a reason that no caller can mend: a fault of the program. */
public final class StoreException extends RuntimeException {
    StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
