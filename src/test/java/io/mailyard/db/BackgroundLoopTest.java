package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Await;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Rounds follow at once, when they are due, or when the loop is woken; a failure ends nothing. */
class BackgroundLoopTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final AtomicInteger rounds = new AtomicInteger();

    @Test
    void rounds_followAtOnceWhileThereIsMore() {
        try (BackgroundLoop loop =
                new BackgroundLoop("loop", HOUR, () -> rounds.incrementAndGet() < 5)) {
            loop.start();
            Await.until(() -> rounds.get() == 5);
            loop.wake();
            Await.until(() -> rounds.get() == 6);
        }
    }

    @Test
    void rounds_sayWhenTheNextIsDue() {
        try (BackgroundLoop loop =
                BackgroundLoop.timed(
                        "loop",
                        HOUR,
                        () ->
                                switch (rounds.incrementAndGet()) {
                                    case 1 -> Duration.ZERO;
                                    case 2 -> Duration.ofMillis(1);
                                    default -> HOUR;
                                })) {
            loop.start();
            Await.until(() -> rounds.get() == 3);
            loop.wake();
            Await.until(() -> rounds.get() == 4);
        }
    }

    @Test
    void failures_areRepeated() {
        try (BackgroundLoop loop =
                BackgroundLoop.timed(
                        "loop",
                        Duration.ofMillis(1),
                        () -> {
                            if (rounds.incrementAndGet() < 4) {
                                throw new IllegalStateException("broken");
                            }
                            return HOUR;
                        })) {
            loop.start();
            Await.until(() -> rounds.get() == 4);
        }
    }

    @Test
    void start_mayBeginWithTheSleep() {
        try (BackgroundLoop loop =
                new BackgroundLoop("loop", HOUR, () -> rounds.incrementAndGet() < 0)) {
            loop.startLater();
            assertThat(rounds).hasValue(0);
            loop.wake();
            Await.until(() -> rounds.get() == 1);
        }
        assertThat(rounds).hasValue(1);
    }
}
