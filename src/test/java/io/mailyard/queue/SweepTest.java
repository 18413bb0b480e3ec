package io.mailyard.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AccountId;
import io.mailyard.base.AnsweredBy;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.LeaseClient;
import io.mailyard.delivery.StopReceipt;
import io.mailyard.lanes.QueueScope;
import io.mailyard.outcomes.DeliveryEventListener;
import io.mailyard.outcomes.Ledger;
import io.mailyard.outcomes.Undelivered;
import io.mailyard.retention.ExpirySweep;
import io.mailyard.retention.Retention;
import io.mailyard.testing.StoreKind;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the queue does by itself. */
@ParameterizedClass
@EnumSource
class SweepTest {
    private final QueueHarness yard;

    SweepTest(StoreKind kind) {
        yard = new QueueHarness(kind);
    }

    @AfterEach
    void close() {
        yard.close();
    }

    private void tasks() {
        QueueTasks tasks = yard.queue.tasks();
        try {
            while (tasks.round(true) || tasks.removeMessages()) {
                // to the end
            }
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private long rows(String table) {
        return yard.database.<Long>read(tx -> tx.number("SELECT count(*) FROM " + table));
    }

    private void purge(QueueScope scope) {
        yard.accounts
                .writes()
                .system(
                        "test",
                        change -> {
                            yard.queue.purge(change, scope);
                            return change;
                        });
    }

    private List<String> faults() {
        List<String> faults = new ArrayList<>();
        Ledger.reconcile(yard.database, faults::add, _ -> {});
        return faults;
    }

    @Test
    void mailThatNoNodeTakes_expires() {
        List<Undelivered> undelivered = new ArrayList<>();
        yard.queue.onUndelivered((_, recipients) -> undelivered.addAll(recipients));
        AccountId account = yard.account();
        long expires = yard.send(account, "ann@gmail.com");
        yard.clock.advance(Duration.ofDays(4));
        yard.send(yard.account(), "bob@gmail.com");
        yard.clock.advance(Duration.ofDays(1).plus(ExpirySweep.GRACE));

        tasks();

        assertThat(yard.sheet()).isEqualTo(new Ledger.Balance(2, 0, 0, 1, 0, 1));
        assertThat(yard.events)
                .extracting(DeliveryEventListener.DeliveryEvent::kind)
                .contains("undeliv");
        assertThat(undelivered)
                .containsExactly(
                        new Undelivered(
                                yard.clock.instant().truncatedTo(ChronoUnit.MILLIS),
                                account,
                                expires,
                                "ann@gmail.com",
                                true,
                                "",
                                "not delivered in time",
                                AnsweredBy.MAILYARD));
        assertThat(rows("contents")).isEqualTo(1);
        assertThat(faults()).isEmpty();
    }

    @Test
    void suspendedMail_doesNotExpire() {
        AccountId account = yard.account();
        yard.send(account, "ann@gmail.com");
        yard.accounts.activate(account, false);
        yard.clock.advance(Duration.ofDays(100));

        tasks();

        assertThat(yard.sheet().queued()).isEqualTo(1);
    }

    @Test
    void purgedMail_leavesTheCountAtOnceAndTheTableInSteps() {
        AccountId account = yard.account();
        for (int i = 0; i < 3; i++) {
            yard.send(account, "r" + i + "@gmail.com");
        }
        LeaseClient leaseClient = yard.leaseClient();
        DeliveryTask flying = QueueHarness.lease(leaseClient, 1).getFirst();
        purge(QueueScope.ofSender(1));
        assertThat(yard.sheet()).isEqualTo(new Ledger.Balance(3, 0, 0, 0, 2, 1));
        assertThat(QueueHarness.lease(leaseClient, 3)).isEmpty();
        yard.send(account, "later@gmail.com");

        tasks();
        leaseClient.report(List.of(yard.report(flying, QueueHarness.deferred(Duration.ZERO))));

        assertThat(yard.sheet()).isEqualTo(new Ledger.Balance(4, 0, 0, 0, 3, 1));
        assertThat(QueueHarness.lease(leaseClient, 3))
                .extracting(DeliveryTask::recipient)
                .containsExactly("later@gmail.com");
        assertThat(
                        yard.events.stream()
                                .filter(deliveryEvent -> deliveryEvent.kind().equals("purge")))
                .hasSize(3);
        assertThat(faults()).isEmpty();
    }

    @Test
    void mailPastDataWhenItIsPurged_countsAsDelivered() {
        yard.send(yard.account(), "ann@gmail.com");
        LeaseClient leaseClient = yard.leaseClient();
        DeliveryTask flying = QueueHarness.lease(leaseClient, 1).getFirst();
        purge(QueueScope.ofSender(1));

        leaseClient.report(List.of(yard.report(flying, new DeliveryOutcome.Delivered())));

        assertThat(yard.sheet()).isEqualTo(new Ledger.Balance(1, 1, 0, 0, 0, 0));
    }

    @Test
    void mailThatADeadNodeHadDelivered_countsAsDeliveredThoughItWasPurgedSince() {
        yard.send(
                yard.account(),
                0,
                QueueHarness.to("ann@gmail.com", 1),
                QueueHarness.to("bob@gmail.com", 1));
        LeaseClient dead =
                yard.queue.leaseClient(yard.queue.sessions().begin(1, "slot", "first run"));
        List<DeliveryTask> tasks = QueueHarness.lease(dead, 2);
        yard.queue.sessions().begin(1, "slot", "second run");
        purge(QueueScope.ofSender(1));
        assertThat(yard.sheet()).isEqualTo(new Ledger.Balance(2, 0, 0, 0, 2, 0));

        dead.report(List.of(yard.report(tasks.getFirst(), new DeliveryOutcome.Delivered())));
        assertThat(faults()).isEmpty();
        tasks();
        dead.report(List.of(yard.report(tasks.getLast(), new DeliveryOutcome.Delivered())));

        assertThat(yard.sheet()).isEqualTo(new Ledger.Balance(2, 1, 0, 0, 1, 0));
        assertThat(faults()).isEmpty();
    }

    @Test
    void messages_areRemovedWhenTheyHaveEndedAndTheirTimeIsOver() {
        AccountId account = yard.account();
        yard.send(account, "ann@gmail.com");
        yard.send(account, "bob@gmail.com");
        LeaseClient leaseClient = yard.leaseClient();
        leaseClient.report(
                List.of(
                        yard.report(
                                QueueHarness.lease(leaseClient, 1).getFirst(),
                                new DeliveryOutcome.Delivered())));
        yard.accounts.freeze(account);
        yard.clock.advance(Duration.ofDays(31));

        tasks();

        assertThat(rows("messages")).isEqualTo(1);
        assertThat(rows("recipients")).isEqualTo(1);
        assertThat(rows("lanes")).isEqualTo(1);
        assertThat(yard.sheet()).isEqualTo(new Ledger.Balance(2, 1, 0, 0, 0, 1));
        assertThat(faults()).isEmpty();
    }

    @Test
    void lanes_areRemovedWithTheLastOfTheirMessages() {
        AccountId account = yard.account();
        yard.send(account, "ann@gmail.com");
        LeaseClient leaseClient = yard.leaseClient();
        leaseClient.report(
                List.of(
                        yard.report(
                                QueueHarness.lease(leaseClient, 1).getFirst(),
                                new DeliveryOutcome.Delivered())));
        yard.clock.advance(Duration.ofDays(31));

        tasks();

        assertThat(rows("messages")).isZero();
        assertThat(rows("lanes")).isZero();
    }

    @Test
    void mailOfAPurgedAccount_isCountedAndRemoved() {
        AccountId account = yard.account();
        for (int i = 0; i < 3; i++) {
            yard.send(account, "r" + i + "@gmail.com");
        }
        DeliveryTask flying = QueueHarness.lease(yard.leaseClient(), 1).getFirst();
        yard.accounts.delete(account);
        yard.clock.advance(Duration.ofSeconds(1));
        assertThat(yard.accounts.purge()).isEqualTo(1);
        tasks();
        assertThat(rows("messages")).isEqualTo(1);

        yard.leaseClient().report(List.of(yard.report(flying, new DeliveryOutcome.Delivered())));
        tasks();

        assertThat(yard.sheet()).isEqualTo(new Ledger.Balance(3, 1, 0, 0, 2, 0));
        assertThat(rows("messages")).isZero();
        assertThat(rows("recipients")).isZero();
        assertThat(rows("contents")).isZero();
        assertThat(rows("lanes")).isZero();
        assertThat(rows("purged_accounts")).isZero();
    }

    @Test
    void receipt_isFilledAndNeverTakenBack() {
        AccountId account = yard.account();
        yard.send(account, "ann@gmail.com");
        yard.accounts.freeze(account);
        LeaseClient leaseClient = yard.leaseClient();
        Instant at = yard.clock.instant().truncatedTo(ChronoUnit.MILLIS);
        StopReceipt open = new StopReceipt(1, at, Optional.empty(), 2, 1, Optional.empty(), false);
        StopReceipt full =
                new StopReceipt(1, at, Optional.of(at), 2, 2, Optional.of(at.plusMillis(40)), true);

        leaseClient.receipt(open);
        leaseClient.receipt(full);
        leaseClient.receipt(open);

        assertThat(
                        yard.database.<Long>read(tx ->
                                tx.number("SELECT complete * 100 + delivered FROM stop_receipts")))
                .isEqualTo(102);
    }

    @Test
    void oldStops_areRemovedButTheNewest() {
        AccountId account = yard.account();
        yard.send(account, "ann@gmail.com");
        yard.accounts.freeze(account);
        yard.accounts.activate(account, false);
        yard.clock.advance(Retention.STOPS.plusSeconds(1));

        tasks();

        assertThat(yard.queue.stops().after(0))
                .extracting(io.mailyard.delivery.StopOrder::seq)
                .containsExactly(2L);
    }

    @Test
    void reconciliation_namesWhatIsMissing() {
        AccountId account = yard.account();
        long first = yard.send(account, "ann@gmail.com");
        long second = yard.send(account, "bob@gmail.com");
        assertThat(faults()).isEmpty();
        yard.database.write(tx -> {
            tx.update("DELETE FROM contents WHERE message_id = ?", first);
            return tx.update("DELETE FROM recipients WHERE message_id = ?", second);
        });

        assertThat(faults())
                .containsExactlyInAnyOrder(
                        "message "
                                + first
                                + ": recipient 1, ann@gmail.com, is queued, and its content is missing",
                        "message " + second + ": was accepted for 1 recipients, 0 are there",
                        "lane 1 of account " + account + ": counts 1 too many as new");

        yard.database.write(tx -> tx.update("UPDATE ledger SET accepted = accepted + 5"));
        assertThat(faults())
                .contains(
                        "account "
                                + account
                                + ": accepted 7, and 2 delivered, bounced, expired, purged or queued");
        assertThat(yard.queue.figures().now().imbalance()).isEqualTo(5);
    }
}
