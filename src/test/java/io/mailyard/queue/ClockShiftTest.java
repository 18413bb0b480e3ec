package io.mailyard.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AccountId;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.LeaseClient;
import io.mailyard.lanes.QueueScope;
import io.mailyard.outcomes.Ledger;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.writes.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A clock that is set by an hour and more, or ten years, does not touch the queue's mail. */
@ParameterizedClass
@EnumSource
class ClockShiftTest {
    private final QueueHarness yard;
    private final QueueTasks tasks;
    private final AccountId account;

    ClockShiftTest(StoreKind kind) {
        yard = new QueueHarness(kind);
        account = yard.account();
        tasks = yard.queue.tasks();
        rounds();
    }

    @AfterEach
    void close() {
        yard.close();
    }

    private void rounds() {
        while (tasks.round(true)) {
            // to the end
        }
    }

    /** The clock is set, and the tasks come round. */
    private void set(Duration by) {
        yard.clock.advance(by);
        rounds();
    }

    /** Time passes: no clock is set, though the tests' one is. */
    private void pass(Duration time) {
        yard.clock.advance(time);
        QueueTasks after = yard.queue.tasks();
        while (after.round(false)) {
            // to the end
        }
    }

    private List<Long> leased(LeaseClient leaseClient) {
        return QueueHarness.lease(leaseClient, 100).stream().map(DeliveryTask::messageId).toList();
    }

    private void assertSound() {
        List<String> faults = new ArrayList<>();
        Ledger.reconcile(yard.database, faults::add, _ -> {});
        assertThat(faults).isEmpty();
        assertThat(yard.sheet().isBalanced()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {-87_600, -1, 1, 87_600})
    void waitingMail_isAsDueAsItWas(long hours) {
        long deferred = yard.send(account, "ann@gmail.com");
        LeaseClient leaseClient = yard.leaseClient();
        DeliveryTask task = QueueHarness.lease(leaseClient, 1).getFirst();
        leaseClient.report(
                List.of(yard.report(task, QueueHarness.deferred(Duration.ofMinutes(10)))));
        long fresh = yard.send(account, "bob@gmail.com");

        set(Duration.ofHours(hours));

        assertThat(yard.sheet().queued()).as("nothing has expired").isEqualTo(2);
        DeliveryTask next = QueueHarness.lease(leaseClient, 100).getFirst();
        assertThat(next.messageId()).isEqualTo(fresh);
        leaseClient.report(List.of(yard.report(next, new DeliveryOutcome.Delivered())));
        pass(Duration.ofMinutes(9));
        assertThat(leased(yard.queue.leaseClient(yard.session("two")))).isEmpty();
        pass(Duration.ofMinutes(2));
        assertThat(leased(yard.queue.leaseClient(yard.session("three")))).contains(deferred);
        assertSound();
    }

    @ParameterizedTest
    @ValueSource(longs = {-87_600, -1, 1, 87_600})
    void leasedMail_staysWithItsNode(long hours) {
        LeaseClient leaseClient = yard.leaseClient();
        yard.send(account, "ann@gmail.com");
        DeliveryTask task = QueueHarness.lease(leaseClient, 1).getFirst();

        set(Duration.ofHours(hours));

        assertThat(leased(yard.queue.leaseClient(yard.session("two"))))
                .as("not sent twice")
                .isEmpty();
        leaseClient.report(List.of(yard.report(task, new DeliveryOutcome.Delivered())));
        assertThat(yard.sheet()).isEqualTo(new Ledger.Balance(1, 1, 0, 0, 0, 0));
        assertSound();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1})
    void deadNodesMail_comesBackInTime(long hours) {
        LeaseClient leaseClient = yard.leaseClient();
        long message = yard.send(account, "ann@gmail.com");
        assertThat(leased(leaseClient)).containsExactly(message);

        set(Duration.ofHours(hours));
        pass(QueueConfig.defaults().lease().plusSeconds(1));

        assertThat(leased(yard.queue.leaseClient(yard.session("two")))).containsExactly(message);
        assertSound();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1})
    void mailThatComesBeforeTheClockIsNoticed_isDueAtOnce(long hours) {
        yard.send(account, "ann@gmail.com");
        yard.clock.advance(Duration.ofHours(hours));
        yard.send(account, "bob@gmail.com");
        rounds();

        assertThat(leased(yard.leaseClient())).hasSize(2);
        assertSound();
    }

    /** Mail of a write group is stored at the group's end, whatever came after it there. */
    @ParameterizedTest
    @CsvSource({"-8, true", "-1, true", "1, true", "8, true", "-1, false", "1, false"})
    void mailOfTheGroupThatNoticesTheClock_isDueAtOnce(long hours, boolean mailFirst)
            throws Exception {
        long waiting = yard.send(account, "ann@gmail.com");
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Thread before =
                started(() ->
                        yard.database.write(_ -> {
                            entered.countDown();
                            return passed(gate);
                        }));
        entered.await();
        yard.clock.advance(Duration.ofHours(hours));
        List<Callable<?>> group =
                List.of(
                        () -> yard.send(account, "bob@gmail.com"),
                        () -> {
                            rounds();
                            return 0;
                        });
        List<Thread> threads = new ArrayList<>(List.of(before));
        for (Callable<?> one : mailFirst ? group : group.reversed()) {
            Thread thread = started(one);
            threads.add(thread);
            Await.until(() -> thread.getState() == Thread.State.WAITING);
        }
        gate.countDown();
        for (Thread thread : threads) {
            thread.join(30_000);
            assertThat(thread.isAlive()).isFalse();
        }
        assertThat(leased(yard.leaseClient())).hasSize(2).contains(waiting);
        assertSound();
    }

    private static boolean passed(CountDownLatch gate) {
        try {
            return gate.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Thread started(Callable<?> work) {
        Thread thread =
                new Thread(() -> {
                    try {
                        work.call();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
        thread.start();
        return thread;
    }

    /** Also where no lane had mail like it, and where that lane's other mail waits for long. */
    @ParameterizedTest
    @ValueSource(longs = {-49, -1, 1, 49})
    void mailOfANewLaneBeforeTheClockIsNoticed_isDueAtOnce(long hours) {
        yard.clock.advance(Duration.ofHours(hours));
        yard.send(account, "bob@gmail.com");
        rounds();

        assertThat(leased(yard.leaseClient())).hasSize(1);
        assertSound();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1})
    void suspendedMail_returnsAsOldAsItWas(long hours) {
        long message = yard.send(account, "ann@gmail.com");
        yard.accounts.activate(account, false);
        set(Duration.ofHours(hours));
        pass(Duration.ofDays(1));

        yard.accounts.activate(account, true);

        assertThat(leased(yard.leaseClient())).containsExactly(message);
        assertSound();
    }

    /** What it waited is counted when it returns, and must not be counted again. */
    @ParameterizedTest
    @ValueSource(longs = {-8, -1, 1, 8})
    void mailThatReturnsBeforeTheClockIsNoticed_isDueAtOnce(long hours) {
        yard.send(account, "ann@gmail.com");
        yard.accounts.activate(account, false);
        yard.clock.advance(Duration.ofHours(hours));
        yard.accounts.activate(account, true);
        yard.send(account, "bob@gmail.com");
        rounds();

        assertThat(leased(yard.leaseClient())).hasSize(2);
        assertSound();
    }

    @ParameterizedTest
    @ValueSource(longs = {-8, -1, 1, 8})
    void mailOfAHoldThatIsReleasedBeforeTheClockIsNoticed_isDueAtOnce(long hours) {
        for (QueueScope scope :
                List.of(
                        QueueScope.ofSender(QueueHarness.SENDER),
                        new QueueScope(
                                OptionalLong.of(QueueHarness.SENDER),
                                OptionalLong.empty(),
                                OptionalLong.empty(),
                                "Gmail"))) {
            long first = yard.send(account, "ann@gmail.com");
            change(change -> yard.queue.holds().hold(change, scope, Optional.empty(), ""));
            yard.clock.advance(Duration.ofHours(hours));
            change(change -> yard.queue.holds().release(change, scope));
            long second = yard.send(account, "bob@gmail.com");
            rounds();

            assertThat(leased(yard.leaseClient())).contains(first, second);
            assertSound();
        }
    }

    /** A return of the time before a jump is none of the time after the next one. */
    @ParameterizedTest
    @ValueSource(longs = {-8, 8})
    void mailOfAHoldThatWasReleasedLongAgo_isAsDueAsItWas(long hours) {
        QueueScope scope = QueueScope.ofSender(QueueHarness.SENDER);
        long message = yard.send(account, "ann@gmail.com");
        change(change -> yard.queue.holds().hold(change, scope, Optional.empty(), ""));
        change(change -> yard.queue.holds().release(change, scope));
        for (int jump = 0; jump < 3; jump++) {
            set(Duration.ofHours(hours));
        }

        assertThat(leased(yard.leaseClient())).containsExactly(message);
        assertSound();
    }

    private void change(Consumer<Change> work) {
        yard.accounts
                .writes()
                .system(
                        "test",
                        change -> {
                            work.accept(change);
                            return true;
                        });
    }

    @Test
    void severalProcesses_moveTheQueueOnce() {
        long message = yard.send(account, "ann@gmail.com");
        QueueTasks other = yard.queue.tasks();
        other.round(false);
        LeaseClient leaseClient = yard.leaseClient();
        DeliveryTask task = QueueHarness.lease(leaseClient, 1).getFirst();
        leaseClient.report(
                List.of(yard.report(task, QueueHarness.deferred(Duration.ofMinutes(10)))));

        set(Duration.ofHours(-1));
        other.round(false);

        pass(Duration.ofMinutes(9));
        assertThat(leased(yard.queue.leaseClient(yard.session("two")))).isEmpty();
        pass(Duration.ofMinutes(2));
        assertThat(leased(yard.queue.leaseClient(yard.session("three")))).containsExactly(message);
    }
}
