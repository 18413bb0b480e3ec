package io.mailyard.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.ApiException;
import io.mailyard.db.StoreBusyException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Turns of reading: shares, order and limits. */
class ReadTurnsTest {
    private static final Duration SHORT = Duration.ofMillis(20);

    private static List<ReadScheduler.ReadOwner> owner(long id) {
        return List.of(new ReadScheduler.ReadOwner("token", id, "'t" + id + "'"));
    }

    private static List<ReadScheduler.ReadOwner> owner(long token, long account) {
        return List.of(
                new ReadScheduler.ReadOwner("token", token, "'t" + token + "'"),
                new ReadScheduler.ReadOwner("account", account, "" + account));
    }

    @Test
    void owner_hasThreeTurnsInFourAtMost() {
        for (int size = 1; size <= 32; size++) {
            ReadScheduler scheduler = new ReadScheduler("lists", size, SHORT);
            int most = Math.max(1, size * 3 / 4);
            for (int i = 0; i < most; i++) {
                scheduler.take(owner(1));
            }
            assertThatThrownBy(() -> scheduler.take(owner(1)))
                    .as("size %d", size)
                    .isInstanceOf(ApiException.class)
                    .hasMessageContaining("of token 't1' are running, its whole share");
            for (int i = most; i < size; i++) {
                scheduler.take(owner(2));
            }
            assertThatThrownBy(() -> scheduler.take(owner(3)))
                    .isInstanceOf(StoreBusyException.class);
        }
    }

    @Test
    void moreTokens_giveAnAccountNoMoreTurns() {
        ReadScheduler scheduler = new ReadScheduler("lists", 4, SHORT);
        for (int token = 1; token <= 3; token++) {
            scheduler.take(owner(token, 7));
        }
        assertThatThrownBy(() -> scheduler.take(owner(4, 7)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("of account 7");
        scheduler.take(owner(5, 8)).run();
    }

    @Test
    void callWaitingForItsOwnersShare_doesNotDelayOthers() throws Exception {
        ReadScheduler scheduler = new ReadScheduler("lists", 4, Duration.ofSeconds(20));
        List<Runnable> held = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            held.add(scheduler.take(owner(1)));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> waits = threads.submit(() -> scheduler.take(owner(1)).run());
            for (int i = 0; i < 1_000; i++) {
                scheduler.take(owner(2)).run();
            }
            assertThat(waits.isDone()).isFalse();
            held.forEach(Runnable::run);
            waits.get();
        }
    }

    @Test
    void waitingCallsOfAnOwner_areBounded() throws Exception {
        ReadScheduler scheduler = new ReadScheduler("lists", 1, Duration.ofSeconds(20));
        Runnable held = scheduler.take(owner(1));
        AtomicInteger refused = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < ReadScheduler.MOST_WAITING + 44; i++) {
                calls.add(
                        threads.submit(() -> {
                            try {
                                scheduler.take(owner(1)).run();
                            } catch (ApiException full) {
                                if (refused.incrementAndGet() == 44) {
                                    held.run();
                                }
                            }
                        }));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        }
        assertThat(refused).hasValue(44);
    }

    @Test
    void anyOrderOfAcquireAndRelease_freesEveryTurn() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            ReadScheduler scheduler = new ReadScheduler("lists", 4, Duration.ofNanos(1));
            ArrayDeque<Runnable> held = new ArrayDeque<>();
            for (int step = 0; step < 60; step++) {
                if (random.nextInt(3) == 0 && !held.isEmpty()) {
                    held.remove().run();
                } else {
                    try {
                        held.add(scheduler.take(owner(random.nextInt(3), random.nextInt(2))));
                    } catch (ApiException | StoreBusyException full) {
                        assertThat(held).hasSizeGreaterThanOrEqualTo(3);
                    }
                }
                assertThat(held).hasSizeLessThanOrEqualTo(4);
            }
            held.forEach(Runnable::run);
            for (int i = 0; i < 4; i++) {
                scheduler.take(owner(10 + i, 20 + i));
            }
        }
    }
}
