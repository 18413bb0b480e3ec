package io.mailyard.notices;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a mail is tried again.
 *
 * @param first the wait before the second attempt
 * @param longest no wait is longer
 * @param whole a mail this old is not tried again
 */
public record RetryPlan(Duration first, Duration longest, Duration whole) {
    /** With a first wait of 5 seconds: 5 s, 25 s, 2 min, 10 min, 52 min, then the longest. */
    private static final int FACTOR = 5;

    /**
     * When to try again after {@code attempts} attempts (1 or more), the last of them at {@code
     * now}; empty where the mail's time is over.
     */
    Optional<Instant> next(int attempts, Instant created, Instant now) {
        Duration wait = first;
        for (int i = 1; i < attempts && wait.compareTo(longest) < 0; i++) {
            wait = wait.multipliedBy(FACTOR);
        }
        Instant next = now.plus(wait.compareTo(longest) < 0 ? wait : longest);
        return next.isAfter(created.plus(whole)) ? Optional.empty() : Optional.of(next);
    }
}
