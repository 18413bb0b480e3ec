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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Writes that meet in one group: what one of them begins is true for all, in whichever order. */
@ParameterizedClass
@EnumSource
class OneGroupTest {
    private final QueueHarness yard;
    private final AccountId account;
    private final LeaseClient leaseClient;
    private final ConcurrentLinkedQueue<DeliveryTask> leased = new ConcurrentLinkedQueue<>();

    OneGroupTest(StoreKind kind) {
        yard = new QueueHarness(kind);
        account = yard.account();
        leaseClient = yard.leaseClient();
    }

    @AfterEach
    void close() {
        List<String> faults = new ArrayList<>();
        Ledger.reconcile(yard.database, faults::add, _ -> {});
        assertThat(faults).isEmpty();
        assertThat(yard.sheet().isBalanced()).isTrue();
        yard.close();
    }

    /** Runs these, each on a thread of its own, in this order and in one group of writes. */
    private void together(Runnable... works) {
        CountDownLatch all = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        threads.add(
                Thread.startVirtualThread(() ->
                        yard.database.write(tx -> {
                            held.countDown();
                            return await(all);
                        })));
        await(held);
        for (int i = 0; i < works.length; i++) {
            int waiting = i + 1;
            threads.add(Thread.startVirtualThread(works[i]));
            Await.until(() -> yard.database.figures().waiting() == waiting);
        }
        all.countDown();
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private void lease() {
        leased.addAll(QueueHarness.lease(leaseClient, 10));
    }

    private void change(Consumer<Change> work) {
        yard.accounts
                .writes()
                .system(
                        "test",
                        change -> {
                            work.accept(change);
                            return change;
                        });
    }

    @Test
    void leaseBesideAFreeze_givesNothing() {
        yard.send(account, "ann@gmail.com");

        together(() -> yard.accounts.freeze(account), this::lease);
        yard.accounts.unfreeze(account);
        together(this::lease, () -> yard.accounts.freeze(account));

        assertThat(leased).isEmpty();
    }

    @Test
    void leaseBesideAHold_givesNothing() {
        yard.send(account, "ann@gmail.com");

        together(
                this::lease,
                () ->
                        change(change ->
                                yard.queue
                                        .holds()
                                        .hold(
                                                change,
                                                QueueScope.ofSender(1),
                                                Optional.empty(),
                                                "")));

        assertThat(leased).isEmpty();
    }

    @Test
    void leaseBesideAThaw_givesTheSuspendedMailAndKnowsTheStop() {
        yard.send(account, "ann@gmail.com");
        yard.accounts.freeze(account);
        yard.send(yard.account(), "other@gmail.com");

        together(this::lease, () -> yard.accounts.unfreeze(account));

        assertThat(leased).hasSize(2);
        assertThat(leased).allMatch(task -> task.stopSeq() == 1);
    }

    @Test
    void leaseBesideAnAcceptance_givesWhatWasAccepted() {
        yard.send(account, "ann@gmail.com");

        together(this::lease, () -> yard.send(account, "bob@gmail.com"));

        assertThat(leased).hasSize(2);
    }

    @Test
    void mailBesideAFreeze_isSuspended() {
        together(
                () -> yard.send(account, "ann@gmail.com"),
                () -> yard.accounts.freeze(account),
                () -> yard.send(account, "bob@new.example"));

        assertThat(QueueHarness.lease(leaseClient, 10)).isEmpty();
        assertThat(yard.sheet().queued()).isEqualTo(2);
    }

    @Test
    void mailBesideAPurge_isCountedOnce() {
        yard.send(account, "ann@gmail.com");

        together(
                () -> yard.send(account, "bob@gmail.com"),
                () -> change(change -> yard.queue.purge(change, QueueScope.ofSender(1))),
                () -> yard.send(account, "carl@gmail.com"));

        assertThat(yard.sheet()).isEqualTo(new Ledger.Balance(3, 0, 0, 0, 3, 0));
        yard.queue.tasks().round(true);
        assertThat(yard.database.<Long>read(tx -> tx.number("SELECT count(*) FROM contents")))
                .isZero();
    }

    @Test
    void deliveryReportedTwice_isCountedOnce() {
        yard.send(account, "ann@gmail.com");
        lease();
        DeliveryTask task = leased.remove();

        together(
                () ->
                        leaseClient.report(
                                List.of(yard.report(task, new DeliveryOutcome.Delivered()))),
                () ->
                        leaseClient.report(
                                List.of(yard.report(task, new DeliveryOutcome.Bounced(true)))));

        assertThat(yard.sheet()).isEqualTo(new Ledger.Balance(1, 1, 0, 0, 0, 0));
    }

    @Test
    void deferralBesideAPurge_isPurged() {
        yard.send(account, "ann@gmail.com");
        lease();
        DeliveryTask task = leased.remove();

        together(
                () ->
                        leaseClient.report(
                                List.of(
                                        yard.report(
                                                task,
                                                QueueHarness.deferred(java.time.Duration.ZERO)))),
                () -> change(change -> yard.queue.purge(change, QueueScope.ofSender(1))));

        assertThat(yard.sheet()).isEqualTo(new Ledger.Balance(1, 0, 0, 0, 1, 0));
    }

    @Test
    void messagesToOneNewLane_shareIt() {
        together(
                () -> yard.send(account, "ann@new.example"),
                () -> yard.send(account, "bob@new.example"));

        assertThat(yard.database.<Long>read(tx -> tx.number("SELECT count(*) FROM lanes")))
                .isEqualTo(1);
    }
}
