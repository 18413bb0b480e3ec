package io.mailyard.base;

import java.util.Optional;

/**
 * Failures that pass by themselves, so that the caller is told to try again. Packages mark their
 * exceptions with this interface.
 */
public interface Retryable {
    /** The reason for the caller: nothing about the inside of the server. */
    String reason();

    /** The reason for the log, with the cause as the database or operating system describes it. */
    default String detail() {
        return reason();
    }

    /** Whether a disk is full. */
    default boolean full() {
        return false;
    }

    /** The reason, if {@code failure} is retryable. */
    static Optional<String> reason(Throwable failure) {
        return failure instanceof Retryable busy ? Optional.of(busy.reason()) : Optional.empty();
    }

    /** The reason for the log, if {@code failure} is retryable. */
    static Optional<String> detail(Throwable failure) {
        return failure instanceof Retryable busy ? Optional.of(busy.detail()) : Optional.empty();
    }

    /** Whether {@code failure} is retryable and was caused by a full disk. */
    static boolean full(Throwable failure) {
        return failure instanceof Retryable busy && busy.full();
    }
}
