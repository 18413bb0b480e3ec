package io.mailyard.notices;

import java.time.Duration;

/**
 * When a notice is tried again.
 *
 * @param first the wait before the second attempt; each later one is {@value #FACTOR} times longer
 * @param longest maximum wait
 * @param whole maximum age of a notice that is tried again
 */
public record RetryPlan(Duration first, Duration longest, Duration whole) {
    /** With a first wait of 5 seconds: 5 s, 25 s, 2 min, 10 min, 52 min, then the longest. */
    public static final int FACTOR = 5;
}
