package io.mailyard.drill;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits of a drill. */
final class DrillTime {
    private static final int LOOK_MILLIS = 5;

    private DrillTime() {}

    /** Waits; an interruption ends the drill. */
    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new DrillFailure("interrupted", stopped);
        }
    }

    /** Waits until something is true; false where it is not within so many seconds. */
    static boolean await(BooleanSupplier what, long seconds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!what.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            pause(LOOK_MILLIS);
        }
        return true;
    }

    static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
