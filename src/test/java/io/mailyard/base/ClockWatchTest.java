package io.mailyard.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A clock that is set is told from time that passes. */
class ClockWatchTest {
    private Instant wall = Instant.parse("2026-01-31T09:00:00Z");
    private long nanos = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos();
    private final ClockWatch watch = new ClockWatch(() -> wall, () -> nanos);

    private void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    @Test
    void passingTime_isNotAJump() {
        pass(Duration.ofMillis(1));
        assertThat(watch.jump()).isZero();
        pass(Duration.ofHours(3));
        assertThat(watch.jump()).as("past the end of nanoseconds").isZero();
    }

    @Test
    void clockJump_isReportedOnce() {
        for (Duration by : new Duration[] {Duration.ofHours(1), Duration.ofDays(-3650)}) {
            pass(Duration.ofSeconds(1));
            wall = wall.plus(by);

            assertThat(watch.jump()).isEqualTo(by);
            pass(Duration.ofSeconds(1));
            assertThat(watch.jump()).isZero();
        }
    }

    @Test
    void slewedClock_isNotAJump() {
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofSeconds(1));
            wall = wall.plusMillis(100);
            assertThat(watch.jump()).isZero();
        }
    }
}
