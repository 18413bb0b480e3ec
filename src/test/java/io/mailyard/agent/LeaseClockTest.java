package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseClockTest {
    private static LeaseClock.ClockReading ago(Duration nanos, Duration millis) {
        return new LeaseClock.ClockReading(
                System.nanoTime() - nanos.toNanos(),
                System.currentTimeMillis() - millis.toMillis());
    }

    @Test
    void aNodeWithoutASession_holdsNothing() {
        assertThat(new LeaseClock().holds()).isFalse();
    }

    @Test
    void aLease_isOverATenthBeforeTheServerSaysSo() {
        Duration lease = Duration.ofSeconds(60);
        LeaseClock clock = new LeaseClock();
        clock.open(ago(Duration.ofSeconds(50), Duration.ofSeconds(50)), lease);
        assertThat(clock.holds()).isTrue();
        clock.open(ago(Duration.ofSeconds(55), Duration.ofSeconds(55)), lease);
        assertThat(clock.holds()).isFalse();
        clock.renew(ago(Duration.ofSeconds(1), Duration.ofSeconds(1)));
        assertThat(clock.holds()).isTrue();
    }

    /** A machine that sleeps: one of its clocks goes on, which one depends on the machine. */
    @Test
    void clockThatStoppedForAWhile_doesNotMakeALeaseLonger() {
        Duration lease = Duration.ofSeconds(60);
        LeaseClock clock = new LeaseClock();
        clock.open(ago(Duration.ofSeconds(1), Duration.ofSeconds(90)), lease);
        assertThat(clock.holds()).isFalse();
        clock.open(ago(Duration.ofSeconds(90), Duration.ofSeconds(1)), lease);
        assertThat(clock.holds()).isFalse();
    }

    @Test
    void callThatBeganEarlier_doesNotMakeALeaseShorter() {
        LeaseClock clock = new LeaseClock();
        clock.open(LeaseClock.ClockReading.now(), Duration.ofSeconds(60));
        clock.renew(ago(Duration.ofSeconds(90), Duration.ofSeconds(90)));
        assertThat(clock.holds()).isTrue();
    }
}
