package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SessionLossesTest {
    private final SessionLosses losses = new SessionLosses();

    private boolean lostAfterSeconds(long seconds) {
        return losses.lost(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void threeWithinAMinute_areSaidOnce() {
        assertThat(lostAfterSeconds(0)).isFalse();
        assertThat(lostAfterSeconds(20)).isFalse();
        assertThat(lostAfterSeconds(59)).isTrue();
        assertThat(lostAfterSeconds(60)).isFalse();
        assertThat(lostAfterSeconds(61)).isFalse();
        assertThat(lostAfterSeconds(62)).isTrue();
    }

    @Test
    void thoseOfLeasesThatEnded_areNot() {
        for (int minute = 0; minute < 20; minute += 2) {
            assertThat(lostAfterSeconds(minute * 60L)).isFalse();
            assertThat(lostAfterSeconds(minute * 60L + 1)).as("minute %s", minute).isFalse();
        }
    }
}
