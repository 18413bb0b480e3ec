package io.mailyard.suppressions;

import io.mailyard.db.BackgroundLoop;
import java.time.Duration;

/**
 * Removes expired suppressions in steps of bounded size. Any number of processes may run it over
 * one store. Expired suppressions have no effect, whether or not they are removed.
 */
public final class SuppressionTasks implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMinutes(1);

    /** Rows of one transaction: a few milliseconds, so that other writes do not wait longer. */
    static final int STEP = 500;

    private final BackgroundLoop rounds;

    private SuppressionTasks(Suppressions suppressions) {
        this.rounds =
                new BackgroundLoop("suppressions", EVERY, () -> suppressions.sweep(STEP) == STEP);
    }

    /** Starts after the keys that an earlier version stored are as this one computes them. */
    public static SuppressionTasks start(Suppressions suppressions) {
        suppressions.computeKeysAgain(STEP);
        SuppressionTasks tasks = new SuppressionTasks(suppressions);
        tasks.rounds.start();
        return tasks;
    }

    @Override
    public void close() {
        rounds.close();
    }
}
