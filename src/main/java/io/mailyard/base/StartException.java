package io.mailyard.base;

import org.jspecify.annotations.Nullable;

/**
 * The program cannot start or a command cannot run: one clear line for the operator, exit status 1,
 * no stack trace shown.
 */
public final class StartException extends RuntimeException {
    public StartException(String line) {
        this(line, null);
    }

    public StartException(String line, @Nullable Throwable cause) {
        super(line, cause);
    }

    /** The line to print. */
    public String line() {
        String message = getMessage();
        return message == null ? "cannot start" : message;
    }
}
