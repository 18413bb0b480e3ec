package io.mailyard.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HandshakeSchedulerTest {
    private static final int HALF = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    private final HandshakeScheduler scheduler = new HandshakeScheduler();
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    /** Ends the calculations that hold every turn. */
    private final CountDownLatch gate = new CountDownLatch(1);

    private final List<Thread> threads = new ArrayList<>();

    private void handshake(HandshakeScheduler of, String address, boolean holds) {
        threads.add(
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                of.run(Optional.of(address), () -> calculate(address, holds));
                            } catch (Exception failed) {
                                throw new IllegalStateException(failed);
                            }
                        }));
    }

    private void calculate(String address, boolean holds) throws InterruptedException {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        if (holds) {
            gate.await();
        } else {
            order.add(address);
        }
        running.decrementAndGet();
    }

    /** Every turn is held, by addresses of their own. */
    private void holdAll() {
        for (int i = 0; i < HALF; i++) {
            handshake(scheduler, "192.0.2." + i, true);
        }
        Await.until("all turns are taken", () -> running.get() == HALF);
    }

    private void waitsFor(HandshakeScheduler of, String address) {
        handshake(of, address, false);
        Thread last = threads.getLast();
        Await.until("it waits", () -> last.getState() == Thread.State.WAITING);
    }

    private void goOn() throws InterruptedException {
        gate.countDown();
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
        }
    }

    @Test
    void handshakes_calculateOnHalfOfTheProcessors() throws Exception {
        holdAll();
        for (int i = 0; i < 20; i++) {
            waitsFor(scheduler, "198.51.100." + i);
        }
        assertThat(order).isEmpty();
        goOn();
        assertThat(order).hasSize(20);
        assertThat(most.get()).isEqualTo(HALF);
    }

    @Test
    void addressOfMany_waitsBehindItself() throws Exception {
        holdAll();
        for (int i = 0; i < 20; i++) {
            waitsFor(scheduler, "198.51.100.1");
        }
        waitsFor(scheduler, "203.0.113.1");
        goOn();
        assertThat(order.indexOf("203.0.113.1")).isLessThan(10);
    }

    @Test
    void busyListener_leavesTurnsToTheOther() throws Exception {
        holdAll();
        for (int i = 0; i < 20; i++) {
            waitsFor(scheduler, "198.51.100." + i);
        }
        waitsFor(new HandshakeScheduler(), "203.0.113.1");
        goOn();
        assertThat(order.indexOf("203.0.113.1")).isLessThan(10);
    }

    @Test
    void handshakeThatWaitsForItsClient_letsOthersCalculate() throws Exception {
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
