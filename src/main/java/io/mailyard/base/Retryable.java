package io.mailyard.base;

import java.util.Optional;

/**
 * Failures that pass by themselves: the caller is told to try again. Rooms below mark theirs with
 * this interface.
 */
public interface Retryable {
    /** What to tell the caller: nothing about the inside of the server. */
    String reason();

    /** The same for the log, with the cause in the words of the database or operating system. */
    default String detail() {
        return reason();
    }

    /** Whether it is for want of room on a disk. */
    default boolean full() {
        return false;
    }

    /** The reason, where {@code failure} is such a one. */
    static Optional<String> reason(Throwable failure) {
        return failure instanceof Retryable busy ? Optional.of(busy.reason()) : Optional.empty();
    }

    /** The reason for the log, where {@code failure} is such a one. */
    static Optional<String> detail(Throwable failure) {
        return failure instanceof Retryable busy ? Optional.of(busy.detail()) : Optional.empty();
    }

    /** Whether {@code failure} is such a one, for want of room on a disk. */
    static boolean full(Throwable failure) {
        return failure instanceof Retryable busy && busy.full();
    }
}
