package io.mailyard.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AccountId;
import io.mailyard.delivery.DeliveryReport.Outcome;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.LeaseClient;
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
        LeaseClient desk = yard.desk();

        List<DeliveryTask> parcels = QueueHarness.lease(desk, 10);

        assertThat(parcels)
                .extracting(DeliveryTask::recipient)
                .containsExactlyInAnyOrder("ann@gmail.com", "bob@a.example");
        DeliveryTask ann =
                parcels.stream()
                        .filter(one -> one.recipient().startsWith("ann"))
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
        assertThat(new String(desk.content(id), StandardCharsets.US_ASCII)).endsWith("Hello\r\n");
        assertThat(QueueHarness.lease(desk, 10)).isEmpty();
    }

    @Test
    void delivered_endsItAndDropsTheContent() {
        yard.send(yard.account(), "ann@gmail.com");
        LeaseClient desk = yard.desk();
        DeliveryTask parcel = QueueHarness.lease(desk, 1).getFirst();

        desk.report(List.of(yard.report(parcel, new Outcome.Delivered())));

        assertThat(yard.sheet()).isEqualTo(new Ledger.Sheet(1, 1, 0, 0, 0, 0));
        assertThat(yard.database.<Long>read(tx -> tx.number("SELECT count(*) FROM contents")))
                .isZero();
        assertThat(yard.told)
                .extracting(DeliveryEventListener.Happening::kind)
                .containsExactly("send", "deliv");
    }

    @Test
    void deferred_isLeasedAgainWhenItsTimeHasCome() {
        yard.send(yard.account(), "ann@gmail.com");
        LeaseClient desk = yard.desk();
        DeliveryTask parcel = QueueHarness.lease(desk, 1).getFirst();
        desk.report(List.of(yard.report(parcel, QueueHarness.deferred(Duration.ofMinutes(5)))));

        yard.clock.advance(Duration.ofMinutes(4));
        assertThat(QueueHarness.lease(desk, 1)).isEmpty();
        yard.clock.advance(Duration.ofMinutes(1));
        yard.session("one");
        assertThat(QueueHarness.lease(yard.desk(), 1))
                .extracting(DeliveryTask::id, DeliveryTask::attempts)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(parcel.id(), 1));
    }

    @Test
    void suppressedRecipient_endsAtOnce() {
        yard.send(yard.account(), "gone@gmail.com");

        assertThat(QueueHarness.lease(yard.desk(), 1)).isEmpty();
        assertThat(yard.sheet()).isEqualTo(new Ledger.Sheet(1, 0, 1, 0, 0, 0));
        assertThat(yard.told)
                .extracting(DeliveryEventListener.Happening::kind)
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
    void frozenAccount_isNotLeasedAndItsClockStands() {
        AccountId account = yard.account();
        yard.send(account, "ann@gmail.com");
        yard.accounts.freeze(account);
        LeaseClient desk = yard.desk();
        assertThat(QueueHarness.lease(desk, 1)).isEmpty();

        yard.clock.advance(Duration.ofDays(20));
        yard.accounts.unfreeze(account);

        DeliveryTask parcel =
                QueueHarness.lease(yard.queue.desk(yard.session("two")), 1).getFirst();
        assertThat(Duration.between(yard.clock.instant(), parcel.expiresAt()))
                .isBetween(Duration.ofDays(5).minusMillis(1), Duration.ofDays(5));
        assertThat(parcel.stopSeq()).isEqualTo(1);
    }

    @Test
    void stop_isToldOnceItIsDurable() {
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
