package io.mailyard.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.access.HashingQueue.Priority;
import io.mailyard.base.ApiException;
import io.mailyard.testing.Await;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HashingQueueTest {
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final AtomicInteger entered = new AtomicInteger();
    private final CountDownLatch gate = new CountDownLatch(1);

    private static ClientNetwork network(String address) {
        try {
            return ClientNetwork.of(InetAddress.getByName(address));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Occupies the only thread until the gate opens. */
    private void occupy(HashingQueue queue) {
        CountDownLatch begun = new CountDownLatch(1);
        Thread.ofVirtual()
                .start(() ->
                        queue.run(
                                ClientNetwork.INTERNAL,
                                Priority.KNOWN,
                                () -> {
                                    begun.countDown();
                                    await(gate);
                                    return true;
                                }));
        await(begun);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Asks for a turn on a thread of its own, and waits until it stands in the queue or is refused.
     */
    private void ask(HashingQueue queue, String address, Priority rank, String name) {
        int before = queue.waiting() + refused.size();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        queue.run(network(address), rank, () -> done.add(name));
                    } catch (ApiException full) {
                        refused.add(name);
                    }
                    entered.incrementAndGet();
                });
        Await.until(() -> queue.waiting() + refused.size() > before);
    }

    private void open(int asked) {
        gate.countDown();
        Await.until(() -> entered.get() == asked);
    }

    @Test
    void networks_takeTurnsWithinEachRank() {
        HashingQueue queue = new HashingQueue(1, 20, 10, Duration.ofSeconds(20));
        occupy(queue);
        for (int i = 1; i <= 4; i++) {
            ask(queue, "192.0.2.1", Priority.NEW, "a" + i);
        }
        ask(queue, "192.0.2.2", Priority.NEW, "b1");
        ask(queue, "192.0.2.3", Priority.KNOWN, "known");
        ask(queue, "192.0.2.4", Priority.SUSPECT, "suspect");

        open(7);

        assertThat(done).containsExactly("a1", "known", "b1", "a2", "a3", "a4", "suspect");
    }

    @Test
    void fullQueue_makesRoomForNetworksWithoutEntries() {
        HashingQueue queue = new HashingQueue(1, 4, 3, Duration.ofSeconds(20));
        occupy(queue);
        ask(queue, "192.0.2.1", Priority.NEW, "a1");
        ask(queue, "192.0.2.1", Priority.NEW, "a2");
        ask(queue, "192.0.2.1", Priority.NEW, "a3");
        ask(queue, "192.0.2.1", Priority.NEW, "a4");
        assertThat(refused).containsExactly("a4");

        ask(queue, "192.0.2.2", Priority.SUSPECT, "s1");
        ask(queue, "192.0.2.3", Priority.SUSPECT, "s2");
        assertThat(refused).containsExactly("a4", "s1");

        ask(queue, "192.0.2.4", Priority.NEW, "b1");
        Await.until(() -> refused.contains("s2"));
        ask(queue, "192.0.2.5", Priority.NEW, "c1");
        Await.until(() -> refused.contains("a3"));
        ask(queue, "192.0.2.6", Priority.NEW, "d1");
        Await.until(() -> refused.contains("a2"));
        ask(queue, "192.0.2.4", Priority.NEW, "b2");
        Await.until(() -> refused.contains("b2"));
        ask(queue, "192.0.2.8", Priority.NEW, "e1");
        Await.until(() -> refused.contains("a1"));
        ask(queue, "192.0.2.9", Priority.KNOWN, "known");
        Await.until(() -> refused.contains("b1"));

        open(12);
        assertThat(done).containsExactlyInAnyOrder("c1", "d1", "e1", "known");
    }

    /** Served one after the other, each would be late; so the one that came last is in time. */
    @Test
    void moreThanASecondOfWork_isServedNewestNetworkFirst() {
        HashingQueue queue = new HashingQueue(1, 50, 3, Duration.ofSeconds(20));
        occupy(queue);
        for (int i = 0; i < 25; i++) {
            ask(queue, "192.0.2." + i, Priority.NEW, "n" + i);
        }
        open(25);
        assertThat(done).startsWith("n24", "n23", "n22", "n21", "n20", "n0", "n1").endsWith("n19");
    }

    @Test
    void waitBeyondItsLimit_isRefusedAndRemoved() {
        HashingQueue queue = new HashingQueue(1, 4, 3, Duration.ofMillis(50));
        occupy(queue);
        assertThatThrownBy(() -> queue.run(network("192.0.2.1"), Priority.NEW, () -> 1))
                .isInstanceOf(ApiException.class);
        assertThat(queue.waiting()).isZero();
        gate.countDown();
        assertThat(queue.<Integer>run(network("192.0.2.1"), Priority.NEW, () -> 1)).isEqualTo(1);
    }

    @Test
    void hashing_runsOnPlatformThreadsAndFailsInTheCaller() {
        HashingQueue queue = new HashingQueue(1, 4, 3, Duration.ofSeconds(20));
        assertThat(
                        queue.<Boolean>run(
                                network("192.0.2.1"),
                                Priority.NEW,
                                () -> Thread.currentThread().isVirtual()))
                .isFalse();
        assertThatThrownBy(() ->
                        queue.run(
                                network("192.0.2.1"),
                                Priority.NEW,
                                () -> {
                                    throw new IllegalStateException("broken");
                                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("broken");
    }

    @Test
    void network_isAnIpv4AddressOrAnIpv6Prefix64() {
        assertThat(network("192.0.2.1")).isNotEqualTo(network("192.0.2.2"));
        assertThat(network("::ffff:192.0.2.1")).isEqualTo(network("192.0.2.1"));
        assertThat(network("2001:db8:0:1::1")).isEqualTo(network("2001:db8:0:1:ffff::9"));
        assertThat(network("2001:db8:0:1::1")).isNotEqualTo(network("2001:db8:0:2::1"));
        assertThat(network("2001:db8:0:1::1")).hasToString("20010db800000001/64");
    }
}
