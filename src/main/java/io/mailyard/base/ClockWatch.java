package io.mailyard.base;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Notices when a clock was set: it went on by another time than has passed. What is slewed, as time
 * daemons do by default, is not noticed and does no harm. Of one thread.
 */
public final class ClockWatch {
    /** Less than this is a clock that is kept right, or a process that had to wait. */
    private static final Duration LEAST = Duration.ofSeconds(5);

    private final InstantSource clock;
    private final LongSupplier nanos;
    private long lastMillis;
    private long lastNanos;

    /** From now on. */
    public ClockWatch(InstantSource clock) {
        this(clock, System::nanoTime);
    }

    ClockWatch(InstantSource clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.lastNanos = nanos.getAsLong();
        this.lastMillis = clock.millis();
    }

    /** By how much it was set since the last look, back if negative; zero where it was not. */
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
