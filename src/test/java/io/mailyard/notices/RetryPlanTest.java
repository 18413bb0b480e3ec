package io.mailyard.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetryPlanTest {
    private static final Instant CREATED = Instant.parse("2026-03-01T00:00:00Z");
    private final RetryPlan plan =
            new RetryPlan(Duration.ofSeconds(5), Duration.ofHours(1), Duration.ofDays(3));

    @Test
    void waits_growToTheLongestAndEnd() {
        List<Long> seconds = new ArrayList<>();
        Instant now = CREATED;
        for (int attempts = 1; attempts < 1000; attempts++) {
            Optional<Instant> next = plan.next(attempts, CREATED, now);
            if (next.isEmpty()) {
                break;
            }
            seconds.add(Duration.between(now, next.get()).toSeconds());
            now = next.get();
        }

        assertThat(seconds).startsWith(5L, 25L, 125L, 625L, 3125L, 3600L, 3600L);
        assertThat(now)
                .isBetween(CREATED.plus(Duration.ofHours(71)), CREATED.plus(Duration.ofDays(3)));
    }

    @Test
    void attempts_withoutNumber_doNotOverflow() {
        assertThat(plan.next(Integer.MAX_VALUE, CREATED, CREATED))
                .contains(CREATED.plus(Duration.ofHours(1)));
    }
}
