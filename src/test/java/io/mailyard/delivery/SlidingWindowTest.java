package io.mailyard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static long seconds(double seconds) {
        return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void limit_holdsInAnyInterval() {
        Random random = new Random(7);
        long start = seconds(1_000_000);
        SlidingWindow window = new SlidingWindow(60, MINUTE, start);
        ArrayDeque<Long> taken = new ArrayDeque<>();
        long now = start;
        int most = 0;
        for (int step = 0; step < 100_000; step++) {
            now += (long) (random.nextDouble() * random.nextDouble() * seconds(3));
            long begin = now - MINUTE.toNanos();
            taken.removeIf(id -> id <= begin);
            int some = Math.min(window.available(now), random.nextInt(8));
            window.take(some, now);
            for (int i = 0; i < some; i++) {
                taken.add(now);
            }
            most = Math.max(most, taken.size());
            assertThat(taken.size()).isLessThanOrEqualTo(60);
        }
        assertThat(most).as("the limit is used").isEqualTo(60);
    }

    @Test
    void wait_isLongEnoughAndNotMuchLonger() {
        long now = seconds(5_000.3);
        SlidingWindow window = new SlidingWindow(1, MINUTE, now);
        assertThat(window.nanosUntilAvailable(now)).isZero();
        window.take(1, now);

        long wait = window.nanosUntilAvailable(now);

        assertThat(wait).isBetween(MINUTE.toNanos(), seconds(63));
        assertThat(window.available(now + wait - 1)).isZero();
        assertThat(window.available(now + wait)).isEqualTo(1);
    }

    @Test
    void unusedReservation_isReleased() {
        long now = seconds(77);
        SlidingWindow window = new SlidingWindow(10, MINUTE, now);
        window.take(6, now);
        window.take(4, now + seconds(10));
        assertThat(window.available(now + seconds(10))).isZero();

        window.giveBack(5);

        assertThat(window.available(now + seconds(10))).isEqualTo(5);
        assertThat(window.isEmpty(now + seconds(200))).isTrue();
    }

    @Test
    void changedLimit_countsEarlierMessages() {
        long now = seconds(77);
        SlidingWindow window = new SlidingWindow(10, MINUTE, now);
        window.take(6, now);

        window.setLimit(8, MINUTE, now);
        assertThat(window.available(now)).isEqualTo(2);
        window.setLimit(4, MINUTE, now);
        assertThat(window.available(now)).isZero();
    }
}
