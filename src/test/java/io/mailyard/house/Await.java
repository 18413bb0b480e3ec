package io.mailyard.house;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what happens in its own time. */
public final class Await {
    /** On a loaded machine everything takes long; a test that waits in vain is rare. */
    private static final Duration MOST = Duration.ofSeconds(20);

    private Await() {}

    /** Returns as soon as {@code condition} holds; fails after 20 seconds. */
    public static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + MOST.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited " + MOST + " in vain");
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(stopped);
            }
        }
    }
}
