package io.mailyard.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AccountId;
import io.mailyard.delivery.DeliveryReport;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.LeaseClient;
import io.mailyard.delivery.StopOrder;
import io.mailyard.lanes.QueueScope;
import io.mailyard.outcomes.Ledger;
import io.mailyard.senders.SenderId;
import io.mailyard.senders.SenderListener.SenderChange;
import io.mailyard.testing.StoreKind;
import io.mailyard.writes.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * All that changes a queue at the same time, so that groups of writes hold any mixture: no task is
 * lost or had twice, and whoever has one of a stopped account was told of the stop.
 */
class StormTest {
    private static final int SENDS = 300;
    private static final int LEASES = 150;
    private static final int TURNS = 60;

    @ParameterizedTest
    @EnumSource
    void manyChangesAtOnce_keepTheLedgerBalancedAndMissNoStop(StoreKind kind) throws Exception {
        QueueConfig config =
                new QueueConfig(
                        Duration.ofDays(5),
                        Duration.ZERO,
                        Duration.ofSeconds(60),
                        Duration.ofDays(30));
        try (QueueHarness harness = new QueueHarness(kind, config);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Storm storm = new Storm(harness);
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                long seed = i;
                running.add(threads.submit(() -> storm.send(new Random(seed))));
            }
            for (int i = 0; i < 3; i++) {
                long seed = 100L + i;
                running.add(threads.submit(() -> storm.deliver(new Random(seed))));
            }
            running.add(threads.submit(() -> storm.stopAndGo(new Random(200))));
            running.add(threads.submit(() -> storm.holdAndPurge(new Random(300))));
            running.add(threads.submit(() -> storm.turnSender(new Random(400))));
            for (Future<?> future : running) {
                future.get();
            }
            storm.end();
        }
    }

    private static final class Storm {
        private final QueueHarness yard;
        private final List<AccountId> accounts;
        private final Map<Long, Boolean> held = new ConcurrentHashMap<>();
        private final ConcurrentLinkedQueue<StopOrder> stops = new ConcurrentLinkedQueue<>();

        Storm(QueueHarness harness) {
            this.yard = harness;
            this.accounts = List.of(harness.account(), harness.account(), harness.account());
            harness.queue.onStop(stops::add);
        }

        void send(Random random) {
            for (int i = 0; i < SENDS; i++) {
                AccountId account = accounts.get(random.nextInt(accounts.size()));
                yard.send(account, random.nextInt(3), new Chance(random).recipients());
            }
        }

        void deliver(Random random) {
            LeaseClient leaseClient =
                    yard.queue.leaseClient(yard.session("engine" + random.nextInt()));
            for (int i = 0; i < LEASES; i++) {
                List<DeliveryReport> reports = new ArrayList<>();
                for (DeliveryTask task : QueueHarness.lease(leaseClient, 40)) {
                    assertThat(held.put(task.id(), true)).as("had twice").isNull();
                    assertThat(task.stopSeq()).isLessThanOrEqualTo(yard.queue.stops().newest());
                    reports.add(
                            yard.report(
                                    task,
                                    random.nextInt(4) == 0
                                            ? QueueHarness.deferred(Duration.ZERO)
                                            : Outcomes.drawn(random, task, yard.clock.instant())));
                }
                reports.forEach(report -> held.remove(report.taskId()));
                leaseClient.report(reports);
            }
        }

        /**
         * What was leased when an account is stopped was leased before the stop was numbered: while
         * it is stopped nothing of it is given with its number or a later one.
         */
        void stopAndGo(Random random) {
            for (int i = 0; i < TURNS; i++) {
                AccountId account = accounts.get(random.nextInt(accounts.size()));
                yard.accounts.freeze(account);
                LeaseClient leaseClient = yard.queue.leaseClient(yard.session("watcher" + i));
                for (DeliveryTask task : QueueHarness.lease(leaseClient, 20)) {
                    assertThat(task.accountId()).as("of what stands").isNotEqualTo(account.value());
                    assertThat(held.put(task.id(), true)).as("had twice").isNull();
                    held.remove(task.id());
                    leaseClient.report(
                            List.of(
                                    yard.report(
                                            task, new DeliveryOutcome.Requeued(Duration.ZERO))));
                }
                yard.accounts.unfreeze(account);
            }
        }

        void holdAndPurge(Random random) {
            for (int i = 0; i < TURNS; i++) {
                QueueScope scope = new Chance(random).scope(accounts);
                change(change -> yard.queue.holds().hold(change, scope, Optional.empty(), ""));
                if (random.nextInt(4) == 0) {
                    change(change -> yard.queue.purge(change, scope));
                }
                change(change -> yard.queue.holds().release(change, scope));
                yard.queue.tasks().round(false);
            }
        }

        void turnSender(Random random) {
            SenderId sender = new SenderId(2);
            for (int i = 0; i < TURNS; i++) {
                boolean lives = yard.senders.lives(2);
                if (lives) {
                    yard.senders.delete(2);
                } else {
                    yard.senders.undelete(2);
                }
                change(change ->
                        yard.queue
                                .routing()
                                .changed(
                                        change,
                                        sender,
                                        lives ? SenderChange.DELETED : SenderChange.UNDELETED));
                if (random.nextBoolean()) {
                    yard.send(accounts.getFirst(), "r@gmail.com");
                }
            }
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

        void end() {
            List<String> faults = new ArrayList<>();
            Ledger.reconcile(yard.database, faults::add, _ -> {});
            assertThat(faults).isEmpty();
            assertThat(yard.sheet().isBalanced()).isTrue();
            assertThat(yard.sheet().delivered()).isPositive();
            assertThat(stops).hasSize((int) yard.queue.stops().newest());
        }
    }
}
