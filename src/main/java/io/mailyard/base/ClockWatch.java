package io.mailyard.base;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Detects when a clock was set, by comparing it with the time that has passed. Slewing, as time
 * daemons do by default, is not detected and does no harm. For one thread.
 */
public final class ClockWatch {
    /** A smaller difference comes from a corrected clock, or from a process that had to wait. */
    private static final Duration LEAST = Duration.ofSeconds(5);

    private final InstantSource clock;
    private final LongSupplier nanos;
    private long lastMillis;
    private long lastNanos;

    /** Starts watching. */
    public ClockWatch(InstantSource clock) {
        this(clock, System::nanoTime);
    }

    ClockWatch(InstantSource clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.lastNanos = nanos.getAsLong();
        this.lastMillis = clock.millis();
    }

    /** By how much the clock was set since the last call, negative if back; zero if it was not. */
    public Duration jump() {
        long time = nanos.getAsLong();
        long millis = clock.millis();
        Duration jump =
                Duration.ofMillis(millis - lastMillis).minus(Duration.ofNanos(time - lastNanos));
        lastNanos = time;
        lastMillis = millis;
        return jump.abs().compareTo(LEAST) < 0 ? Duration.ZERO : Duration.ofMillis(jump.toMillis());
    }
}
