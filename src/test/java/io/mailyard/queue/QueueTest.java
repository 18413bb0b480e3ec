package io.mailyard.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AccountId;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.LeaseClient;
import io.mailyard.outcomes.DeliveryEventListener;
import io.mailyard.outcomes.Ledger;
import io.mailyard.testing.StoreKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The way of a message through the queue: accepted, leased, reported. */
@ParameterizedClass
@EnumSource
class QueueTest {
    private final QueueHarness yard;

    QueueTest(StoreKind kind) {
        yard = new QueueHarness(kind);
    }

    @AfterEach
    void close() {
        yard.close();
    }

    @Test
    void messageAccepted_isLeasedOnceWithAllThatAnAttemptNeeds() {
        AccountId account = yard.account();
        long id =
                yard.send(
                        account,
                        7,
                        QueueHarness.to("ann@gmail.com", 1),
                        QueueHarness.to("bob@a.example", 1));
        LeaseClient leaseClient = yard.leaseClient();

        List<DeliveryTask> tasks = QueueHarness.lease(leaseClient, 10);

        assertThat(tasks)
                .extracting(DeliveryTask::recipient)
                .containsExactlyInAnyOrder("ann@gmail.com", "bob@a.example");
        DeliveryTask ann =
                tasks.stream()
                        .filter(deliveryTask -> deliveryTask.recipient().startsWith("ann"))
                        .findAny()
                        .orElseThrow();
        assertThat(ann)
                .isEqualTo(
                        new DeliveryTask(
                                ann.id(),
                                id,
                                account.value(),
                                7,
                                1,
                                "Gmail",
                                "gmail.com",
                                "bounce@example.com",
                                "ann@gmail.com",
                                0,
                                yard.clock
                                        .instant()
                                        .truncatedTo(java.time.temporal.ChronoUnit.MILLIS)
                                        .plus(Duration.ofDays(5)),
                                "",
                                21,
                                0));
        assertThat(new String(leaseClient.content(id), StandardCharsets.US_ASCII))
                .endsWith("Hello\r\n");
        assertThat(QueueHarness.lease(leaseClient, 10)).isEmpty();
    }

    @Test
    void deliveredMessage_keepsItsContent_whereTheAccountKeepsIt() {
        AccountId account = yard.account();
        yard.keepContents(account, "");
        yard.send(account, "ann@gmail.com");
        LeaseClient leaseClient = yard.leaseClient();
        DeliveryTask task = QueueHarness.lease(leaseClient, 1).getFirst();

        leaseClient.report(List.of(yard.report(task, new DeliveryOutcome.Delivered())));

        assertThat(yard.database.<Long>read(tx -> tx.number("SELECT count(*) FROM contents")))
                .isEqualTo(1);
    }

    @Test
    void deliveredRecipient_endsAndItsContentIsDropped() {
        yard.send(yard.account(), "ann@gmail.com");
        LeaseClient leaseClient = yard.leaseClient();
        DeliveryTask task = QueueHarness.lease(leaseClient, 1).getFirst();

        leaseClient.report(List.of(yard.report(task, new DeliveryOutcome.Delivered())));

        assertThat(yard.sheet()).isEqualTo(new Ledger.Balance(1, 1, 0, 0, 0, 0));
        assertThat(yard.database.<Long>read(tx -> tx.number("SELECT count(*) FROM contents")))
                .isZero();
        assertThat(yard.events)
                .extracting(DeliveryEventListener.DeliveryEvent::kind)
                .containsExactly("send", "deliv");
    }

    @Test
    void deferredRecipient_isLeasedAgainWhenItsTimeHasCome() {
        yard.send(yard.account(), "ann@gmail.com");
        LeaseClient leaseClient = yard.leaseClient();
        DeliveryTask task = QueueHarness.lease(leaseClient, 1).getFirst();
        leaseClient.report(
                List.of(yard.report(task, QueueHarness.deferred(Duration.ofMinutes(5)))));

        yard.clock.advance(Duration.ofMinutes(4));
        assertThat(QueueHarness.lease(leaseClient, 1)).isEmpty();
        yard.clock.advance(Duration.ofMinutes(1));
        yard.session("one");
        assertThat(QueueHarness.lease(yard.leaseClient(), 1))
                .extracting(DeliveryTask::id, DeliveryTask::attempts)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(task.id(), 1));
    }

    @Test
    void suppressedRecipient_endsAtOnce() {
        yard.send(yard.account(), "gone@gmail.com");

        assertThat(QueueHarness.lease(yard.leaseClient(), 1)).isEmpty();
        assertThat(yard.sheet()).isEqualTo(new Ledger.Balance(1, 0, 1, 0, 0, 0));
        assertThat(yard.events)
                .extracting(DeliveryEventListener.DeliveryEvent::kind)
                .containsExactly("suppress");
    }

    @Test
    void work_isAnnouncedAfterTheCommit() {
        AtomicInteger woken = new AtomicInteger();
        yard.queue.onWork(woken::incrementAndGet);

        yard.send(yard.account(), "ann@gmail.com");

        assertThat(woken).hasValue(1);
    }

    @Test
    void frozenAccount_isNotLeasedAndItsClockStops() {
        AccountId account = yard.account();
        yard.send(account, "ann@gmail.com");
        yard.accounts.freeze(account);
        LeaseClient leaseClient = yard.leaseClient();
        assertThat(QueueHarness.lease(leaseClient, 1)).isEmpty();

        yard.clock.advance(Duration.ofDays(20));
        yard.accounts.unfreeze(account);

        DeliveryTask task =
                QueueHarness.lease(yard.queue.leaseClient(yard.session("two")), 1).getFirst();
        assertThat(Duration.between(yard.clock.instant(), task.expiresAt()))
                .isBetween(Duration.ofDays(5).minusMillis(1), Duration.ofDays(5));
        assertThat(task.stopSeq()).isEqualTo(1);
    }

    @Test
    void stop_isAnnouncedOnceItIsDurable() {
        AccountId account = yard.account();
        yard.send(account, "ann@gmail.com");
        List<Long> heard = new ArrayList<>();
        yard.queue.onStop(order -> heard.add(order.seq()));

        yard.accounts.freeze(account);
        yard.accounts.activate(account, false);

        assertThat(heard).containsExactly(1L, 2L);
        assertThat(yard.queue.stops().after(1)).hasSize(1);
    }
}
