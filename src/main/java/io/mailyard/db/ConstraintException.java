package io.mailyard.db;

/** A UNIQUE, CHECK, NOT NULL or FOREIGN KEY rule of the schema refused a change. */
public final class ConstraintException extends RuntimeException {
    public ConstraintException(String message, Throwable cause) {
        super(message, cause);
    }
}
