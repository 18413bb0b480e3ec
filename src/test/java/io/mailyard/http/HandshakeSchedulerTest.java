package io.mailyard.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HandshakeSchedulerTest {
    private static final int HALF = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    @Test
    void handshakes_calculateOnHalfOfTheProcessors_andOneOfEachAddress() throws Exception {
        HandshakeScheduler scheduler = new HandshakeScheduler();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(40);
        for (int i = 0; i < 40; i++) {
            String address = "192.0.2." + i % 10;
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            scheduler.run(
                                    Optional.of(address),
                                    () -> {
                                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                                        Thread.sleep(2);
                                        running.decrementAndGet();
                                    });
                            done.countDown();
                        } catch (Exception failed) {
                            throw new IllegalStateException(failed);
                        }
                    });
        }
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(most.get()).isBetween(1, HALF);
    }

    @Test
    void handshakeThatWaitsForItsClient_letsOthersCalculate() throws Exception {
        HandshakeScheduler scheduler = new HandshakeScheduler();
        try (HandshakeScheduler.HandshakePermit slow = scheduler.permit(Optional.of("192.0.2.1"));
                HandshakeScheduler.HandshakePermit quick =
                        scheduler.permit(Optional.of("192.0.2.1"))) {
            slow.take();
            slow.give();
            quick.take();
            quick.give();
            slow.take();
        }
        scheduler.run(Optional.of("192.0.2.1"), () -> {});
    }
}
