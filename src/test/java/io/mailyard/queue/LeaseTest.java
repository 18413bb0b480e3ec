package io.mailyard.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.AccountId;
import io.mailyard.delivery.DeliveryReport;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.DestinationKey;
import io.mailyard.delivery.LeaseCapacity;
import io.mailyard.delivery.LeaseClient;
import io.mailyard.lanes.AcceptedRecipient;
import io.mailyard.lanes.EngineSession;
import io.mailyard.leases.SessionEnded;
import io.mailyard.outcomes.Ledger;
import io.mailyard.senders.SenderId;
import io.mailyard.senders.SenderListener.SenderChange;
import io.mailyard.testing.StoreKind;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How the queue leases mail to sessions. */
@ParameterizedClass
@EnumSource
class LeaseTest {
    private static final DestinationKey GMAIL = new DestinationKey(1, "Gmail", "");

    private final QueueHarness yard;

    LeaseTest(StoreKind kind) {
        yard = new QueueHarness(kind);
    }

    @AfterEach
    void close() {
        yard.close();
    }

    private void send(AccountId account, long campaign, int many) {
        for (int i = 0; i < many; i++) {
            yard.send(account, campaign, QueueHarness.to("r" + i + "@gmail.com", 1));
        }
    }

    private static Map<Long, Long> byAccount(List<DeliveryTask> tasks) {
        return tasks.stream()
                .collect(Collectors.groupingBy(DeliveryTask::accountId, Collectors.counting()));
    }

    @Test
    void lease_isSplitEvenlyOverAccounts_whoeverHasLittleGetsAll() {
        AccountId large = yard.account();
        AccountId middle = yard.account();
        AccountId small = yard.account();
        send(large, 0, 40);
        send(middle, 0, 30);
        send(small, 0, 1);

        List<DeliveryTask> tasks = QueueHarness.lease(yard.leaseClient(), 21);

        assertThat(byAccount(tasks))
                .isEqualTo(Map.of(large.value(), 10L, middle.value(), 10L, small.value(), 1L));
        assertThat(tasks.subList(0, 3))
                .extracting(DeliveryTask::accountId)
                .containsExactlyInAnyOrder(large.value(), middle.value(), small.value());
    }

    /** Before it is known whose domains are, what is given out would go unsigned. */
    @Test
    void lease_givesNothingBeforeTheQueueIsOpened() {
        AtomicBoolean ready = new AtomicBoolean();
        AtomicBoolean told = new AtomicBoolean();
        Runnable opened = yard.queue.openOnce(ready::get);
        yard.queue.onWork(() -> told.set(true));
        send(yard.account(), 0, 3);
        told.set(false);

        assertThat(QueueHarness.lease(yard.leaseClient(), 10)).isEmpty();
        ready.set(true);
        opened.run();

        assertThat(told).isTrue();
        assertThat(QueueHarness.lease(yard.leaseClient(), 10)).hasSize(3);
    }

    @Test
    void lease_isSplitEvenlyOverCampaignsOfAnAccount() {
        AccountId account = yard.account();
        send(account, 1, 30);
        send(account, 2, 3);
        send(account, 3, 30);

        Map<Long, Long> campaigns =
                QueueHarness.lease(yard.leaseClient(), 23).stream()
                        .collect(
                                Collectors.groupingBy(
                                        DeliveryTask::campaignId, Collectors.counting()));

        assertThat(campaigns).isEqualTo(Map.of(1L, 10L, 2L, 3L, 3L, 10L));
    }

    @Test
    void lease_keepsToTheRoomOfDestinations() {
        AccountId account = yard.account();
        send(account, 0, 20);
        yard.send(account, 0, QueueHarness.to("a@a.example", 1), QueueHarness.to("b@a.example", 1));
        yard.send(account, 0, QueueHarness.to("b@b.example", 1));

        List<DeliveryTask> tasks =
                yard.leaseClient()
                        .lease(
                                new LeaseCapacity(
                                        100,
                                        1,
                                        Map.of(
                                                GMAIL,
                                                5,
                                                new DestinationKey(
                                                        1, AcceptedRecipient.OTHER, "b.example"),
                                                0)));

        assertThat(
                        tasks.stream()
                                .collect(
                                        Collectors.groupingBy(
                                                DeliveryTask::domain, Collectors.counting())))
                .isEqualTo(Map.of("gmail.com", 5L, "a.example", 1L));
    }

    @Test
    void lease_reachesEveryAccountHoweverManyThereAre() {
        Set<Long> accounts = new HashSet<>();
        for (int i = 0; i < 700; i++) {
            AccountId account = new AccountId(1000L + i);
            accounts.add(account.value());
            yard.send(account, "one@gmail.com");
        }
        yard.database.write(
                tx -> tx.update("UPDATE lanes SET account_state = '', stopped_at = NULL"));
        LeaseClient leaseClient = yard.leaseClient();

        Set<Long> reached = new HashSet<>();
        for (int i = 0; i < 8; i++) {
            QueueHarness.lease(leaseClient, 100).forEach(task -> reached.add(task.accountId()));
        }

        assertThat(reached).isEqualTo(accounts);
    }

    /** The account that comes last has one message, behind more lanes than a walk looks at. */
    @Test
    void lanesOfOneAccount_howeverMany_leaveTheNextAccountItsTurn() {
        AccountId much = yard.account();
        AcceptedRecipient[] lanes = new AcceptedRecipient[1200];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = QueueHarness.to("r@d" + i + ".example", 1);
        }
        yard.send(much, 0, lanes);
        yard.send(much, 0, lanes);
        AccountId other = yard.account();
        long message = yard.send(other, "ann@gmail.com");
        assertThat(other.value()).isGreaterThan(much.value());

        assertThat(QueueHarness.lease(yard.leaseClient(), 4))
                .extracting(DeliveryTask::messageId)
                .contains(message);
    }

    @Test
    void lease_takesManyDomainsOfOneAccountInOneCall() {
        AccountId account = yard.account();
        for (int i = 0; i < 200; i++) {
            yard.send(account, "one@d" + i + ".example");
        }

        assertThat(QueueHarness.lease(yard.leaseClient(), 150)).hasSize(150);
    }

    @Test
    void mail_isGivenInTheOrderInWhichItIsDue() {
        AccountId account = yard.account();
        long first = yard.send(account, "first@gmail.com");
        yard.clock.advance(Duration.ofSeconds(1));
        long second = yard.send(account, "second@gmail.com");
        yard.accounts.freeze(account);
        yard.clock.advance(Duration.ofDays(1));
        long third = yard.send(account, "third@gmail.com");
        yard.accounts.unfreeze(account);
        yard.clock.advance(Duration.ofSeconds(1));

        assertThat(QueueHarness.lease(yard.queue.leaseClient(yard.session("two")), 3))
                .extracting(DeliveryTask::messageId)
                .containsExactly(first, second, third);
    }

    @Test
    void senderWithoutAddressOnTheNode_isNotServedThere() {
        yard.send(yard.account(), 0, QueueHarness.to("ann@gmail.com", 2));
        yard.senders.delete(2);

        assertThat(QueueHarness.lease(yard.leaseClient(), 1)).isEmpty();
    }

    @Test
    void lock_keepsADestinationFromBeingTriedUntilItEnds() {
        AccountId account = yard.account();
        send(account, 0, 2);
        LeaseClient leaseClient = yard.leaseClient();
        DeliveryTask task = QueueHarness.lease(leaseClient, 1).getFirst();
        DeliveryReport.ReportedLock lock =
                new DeliveryReport.ReportedLock(
                        GMAIL, 1, yard.clock.instant().plus(Duration.ofSeconds(30)));
        leaseClient.report(
                List.of(
                        yard.report(
                                task,
                                new DeliveryOutcome.DeliveryDeferred(
                                        Duration.ZERO,
                                        DeliveryReport.RetryFrom.ANY_NODE,
                                        Optional.of(lock)))));

        assertThat(QueueHarness.lease(leaseClient, 2)).isEmpty();
        yard.clock.advance(Duration.ofSeconds(31));
        assertThat(QueueHarness.lease(leaseClient, 2)).hasSize(2);
    }

    @Test
    void tiedMail_goesToItsNodeAndAddress_untilTheSenderChanges() {
        yard.send(yard.account(), "ann@gmail.com");
        LeaseClient here = yard.leaseClient();
        LeaseClient there =
                yard.queue.leaseClient(yard.queue.sessions().begin(2, "there", "there"));
        DeliveryTask task = QueueHarness.lease(here, 1).getFirst();
        here.report(
                List.of(
                        yard.report(
                                task,
                                new DeliveryOutcome.DeliveryDeferred(
                                        Duration.ofSeconds(1),
                                        DeliveryReport.RetryFrom.SAME_IP,
                                        Optional.empty()))));
        yard.clock.advance(Duration.ofSeconds(2));

        assertThat(QueueHarness.lease(there, 1)).isEmpty();
        yard.clock.advance(Duration.ofSeconds(2));
        DeliveryTask again = QueueHarness.lease(here, 1).getFirst();
        assertThat(again.lastIp()).isEqualTo("192.0.2.1");
        here.report(List.of(yard.report(again, new DeliveryOutcome.Requeued(Duration.ZERO))));
        yard.accounts
                .writes()
                .system(
                        "test",
                        change -> {
                            yard.queue
                                    .routing()
                                    .changed(change, new SenderId(1), SenderChange.SAVED);
                            return change;
                        });
        assertThat(QueueHarness.lease(there, 1))
                .extracting(DeliveryTask::lastIp)
                .containsExactly("");
    }

    @Test
    void accountThatComesBack_isGivenMoreAndMore() {
        AccountId account = yard.account();
        send(account, 0, 400);
        yard.accounts.freeze(account);
        yard.clock.advance(Duration.ofHours(1));
        yard.accounts.unfreeze(account);
        LeaseClient leaseClient = yard.queue.leaseClient(yard.session("two"));

        int atOnce = QueueHarness.lease(leaseClient, 1000).size();
        yard.clock.advance(Duration.ofSeconds(10));
        int afterTen = QueueHarness.lease(leaseClient, 1000).size();
        yard.clock.advance(Duration.ofSeconds(10));
        int afterTwenty = QueueHarness.lease(leaseClient, 1000).size();
        yard.clock.advance(Duration.ofSeconds(40));
        int inTheEnd = QueueHarness.lease(leaseClient, 1000).size();

        assertThat(atOnce).isEqualTo(10);
        assertThat(afterTen).isEqualTo(100 + 400 / 36);
        assertThat(afterTwenty).isGreaterThan(afterTen);
        assertThat(atOnce + afterTen + afterTwenty + inTheEnd).isEqualTo(400);
    }

    @Test
    void engineThatBeginsInASlot_hasWhatTheDeadOneHeldGivenBack() {
        yard.send(yard.account(), "ann@gmail.com");
        EngineSession dead = yard.queue.sessions().begin(1, "slot", "first run");
        assertThat(QueueHarness.lease(yard.queue.leaseClient(dead), 1)).hasSize(1);

        EngineSession next = yard.queue.sessions().begin(1, "slot", "second run");

        assertThat(QueueHarness.lease(yard.queue.leaseClient(next), 1)).hasSize(1);
        yard.send(yard.account(), "bob@gmail.com");
        assertThatThrownBy(() -> QueueHarness.lease(yard.queue.leaseClient(dead), 1))
                .isInstanceOf(SessionEnded.class);
        assertThat(yard.queue.sessions().heartbeat(dead)).isFalse();
    }

    @Test
    void sessionThatIsNotHeardOf_endsAndOthersGetItsMail() {
        yard.send(yard.account(), "ann@gmail.com");
        QueueHarness.lease(yard.leaseClient(), 1);
        EngineSession alive = yard.session("alive");
        yard.clock.advance(Duration.ofSeconds(50));
        assertThat(yard.queue.sessions().heartbeat(alive)).isTrue();
        yard.clock.advance(Duration.ofSeconds(20));

        assertThat(yard.queue.sessions().sweep()).isEqualTo(1);

        assertThat(QueueHarness.lease(yard.queue.leaseClient(alive), 1)).hasSize(1);
    }

    @Test
    void callThatWasHeldUp_doesNotShortenTheLease() {
        EngineSession alive = yard.session("alive");
        yard.clock.advance(Duration.ofSeconds(30));
        yard.queue.sessions().heartbeat(alive);
        yard.clock.advance(Duration.ofSeconds(-20));
        yard.queue.sessions().heartbeat(alive);
        yard.clock.advance(Duration.ofSeconds(20 + 55));
        assertThat(yard.queue.sessions().sweep()).isZero();
        assertThat(yard.queue.sessions().heartbeat(alive)).isTrue();

        yard.clock.advance(Duration.ofHours(-1));
        yard.queue.sessions().heartbeat(alive);
        yard.clock.advance(Duration.ofSeconds(61));
        assertThat(yard.queue.sessions().sweep()).as("a clock that was set back").isEqualTo(1);
    }

    @Test
    void lateReport_countsWhereTheHostHasTakenIt() {
        yard.send(
                yard.account(),
                0,
                QueueHarness.to("ann@gmail.com", 1),
                QueueHarness.to("bob@gmail.com", 1));
        LeaseClient dead =
                yard.queue.leaseClient(yard.queue.sessions().begin(1, "slot", "first run"));
        List<DeliveryTask> tasks = QueueHarness.lease(dead, 2);
        LeaseClient next =
                yard.queue.leaseClient(yard.queue.sessions().begin(1, "slot", "second run"));
        assertThat(QueueHarness.lease(next, 2)).hasSize(2);

        dead.report(
                List.of(
                        yard.report(tasks.get(0), new DeliveryOutcome.Delivered()),
                        yard.report(tasks.get(1), new DeliveryOutcome.Bounced(true))));
        next.report(
                List.of(
                        yard.report(tasks.get(0), new DeliveryOutcome.Bounced(false)),
                        yard.report(tasks.get(1), new DeliveryOutcome.Delivered())));

        assertThat(yard.sheet()).isEqualTo(new Ledger.Balance(2, 2, 0, 0, 0, 0));
        assertThat(yard.queue.lateReports()).isEqualTo(3);
    }
}
