package io.mailyard.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.AccountId;
import io.mailyard.delivery.Desk;
import io.mailyard.delivery.Destination;
import io.mailyard.delivery.Parcel;
import io.mailyard.delivery.Report;
import io.mailyard.delivery.Report.Outcome;
import io.mailyard.delivery.Wants;
import io.mailyard.house.StoreKind;
import io.mailyard.senders.SenderId;
import io.mailyard.senders.SenderWatcher.Turn;
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

/** Who gets what at a desk. */
@ParameterizedClass
@EnumSource
class LeaseTest {
    private static final Destination GMAIL = new Destination(1, "Gmail", "");

    private final Yard yard;

    LeaseTest(StoreKind kind) {
        yard = new Yard(kind);
    }

    @AfterEach
    void close() {
        yard.close();
    }

    private void send(AccountId account, long campaign, int many) {
        for (int i = 0; i < many; i++) {
            yard.send(account, campaign, Yard.to("r" + i + "@gmail.com", 1));
        }
    }

    private static Map<Long, Long> byAccount(List<Parcel> parcels) {
        return parcels.stream()
                .collect(Collectors.groupingBy(Parcel::accountId, Collectors.counting()));
    }

    @Test
    void lease_isSplitEvenlyOverAccounts_whoeverHasLittleGetsAll() {
        AccountId large = yard.account();
        AccountId middle = yard.account();
        AccountId small = yard.account();
        send(large, 0, 40);
        send(middle, 0, 30);
        send(small, 0, 1);

        List<Parcel> parcels = Yard.lease(yard.desk(), 21);

        assertThat(byAccount(parcels))
                .isEqualTo(Map.of(large.value(), 10L, middle.value(), 10L, small.value(), 1L));
        assertThat(parcels.subList(0, 3))
                .extracting(Parcel::accountId)
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

        assertThat(Yard.lease(yard.desk(), 10)).isEmpty();
        ready.set(true);
        opened.run();

        assertThat(told).isTrue();
        assertThat(Yard.lease(yard.desk(), 10)).hasSize(3);
    }

    @Test
    void lease_isSplitEvenlyOverCampaignsOfAnAccount() {
        AccountId account = yard.account();
        send(account, 1, 30);
        send(account, 2, 3);
        send(account, 3, 30);

        Map<Long, Long> campaigns =
                Yard.lease(yard.desk(), 23).stream()
                        .collect(Collectors.groupingBy(Parcel::campaignId, Collectors.counting()));

        assertThat(campaigns).isEqualTo(Map.of(1L, 10L, 2L, 3L, 3L, 10L));
    }

    @Test
    void lease_keepsToTheRoomOfDestinations() {
        AccountId account = yard.account();
        send(account, 0, 20);
        yard.send(account, 0, Yard.to("a@a.example", 1), Yard.to("b@a.example", 1));
        yard.send(account, 0, Yard.to("b@b.example", 1));

        List<Parcel> parcels =
                yard.desk()
                        .lease(
                                new Wants(
                                        100,
                                        1,
                                        Map.of(
                                                GMAIL,
                                                5,
                                                new Destination(1, To.OTHER, "b.example"),
                                                0)));

        assertThat(
                        parcels.stream()
                                .collect(
                                        Collectors.groupingBy(
                                                Parcel::domain, Collectors.counting())))
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
        Desk desk = yard.desk();

        Set<Long> reached = new HashSet<>();
        for (int i = 0; i < 8; i++) {
            Yard.lease(desk, 100).forEach(parcel -> reached.add(parcel.accountId()));
        }

        assertThat(reached).isEqualTo(accounts);
    }

    /** The account that comes last has one message, behind more lanes than a walk looks at. */
    @Test
    void lanesOfOneAccount_howeverMany_leaveTheNextAccountItsTurn() {
        AccountId much = yard.account();
        To[] lanes = new To[1200];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = Yard.to("r@d" + i + ".example", 1);
        }
        yard.send(much, 0, lanes);
        yard.send(much, 0, lanes);
        AccountId other = yard.account();
        long message = yard.send(other, "ann@gmail.com");
        assertThat(other.value()).isGreaterThan(much.value());

        assertThat(Yard.lease(yard.desk(), 4)).extracting(Parcel::messageId).contains(message);
    }

    @Test
    void lease_takesManyDomainsOfOneAccountInOneCall() {
        AccountId account = yard.account();
        for (int i = 0; i < 200; i++) {
            yard.send(account, "one@d" + i + ".example");
        }

        assertThat(Yard.lease(yard.desk(), 150)).hasSize(150);
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

        assertThat(Yard.lease(yard.queue.desk(yard.session("two")), 3))
                .extracting(Parcel::messageId)
                .containsExactly(first, second, third);
    }

    @Test
    void senderWithoutAddressOnTheNode_isNotServedThere() {
        yard.send(yard.account(), 0, Yard.to("ann@gmail.com", 2));
        yard.senders.delete(2);

        assertThat(Yard.lease(yard.desk(), 1)).isEmpty();
    }

    @Test
    void lock_keepsADestinationFromBeingTriedUntilItEnds() {
        AccountId account = yard.account();
        send(account, 0, 2);
        Desk desk = yard.desk();
        Parcel parcel = Yard.lease(desk, 1).getFirst();
        Report.Lock lock =
                new Report.Lock(GMAIL, 1, yard.clock.instant().plus(Duration.ofSeconds(30)));
        desk.report(
                List.of(
                        yard.report(
                                parcel,
                                new Outcome.Deferred(
                                        Duration.ZERO, Report.Tie.ANY_NODE, Optional.of(lock)))));

        assertThat(Yard.lease(desk, 2)).isEmpty();
        yard.clock.advance(Duration.ofSeconds(31));
        assertThat(Yard.lease(desk, 2)).hasSize(2);
    }

    @Test
    void tiedMail_goesToItsNodeAndAddress_untilTheSenderChanges() {
        yard.send(yard.account(), "ann@gmail.com");
        Desk here = yard.desk();
        Desk there = yard.queue.desk(yard.queue.sessions().begin(2, "there", "there"));
        Parcel parcel = Yard.lease(here, 1).getFirst();
        here.report(
                List.of(
                        yard.report(
                                parcel,
                                new Outcome.Deferred(
                                        Duration.ofSeconds(1),
                                        Report.Tie.SAME_IP,
                                        Optional.empty()))));
        yard.clock.advance(Duration.ofSeconds(2));

        assertThat(Yard.lease(there, 1)).isEmpty();
        yard.clock.advance(Duration.ofSeconds(2));
        Parcel again = Yard.lease(here, 1).getFirst();
        assertThat(again.lastIp()).isEqualTo("192.0.2.1");
        here.report(List.of(yard.report(again, new Outcome.GivenBack(Duration.ZERO))));
        yard.accounts
                .writes()
                .system(
                        "test",
                        change -> {
                            yard.queue.routing().changed(change, new SenderId(1), Turn.SAVED);
                            return change;
                        });
        assertThat(Yard.lease(there, 1)).extracting(Parcel::lastIp).containsExactly("");
    }

    @Test
    void accountThatComesBack_isGivenMoreAndMore() {
        AccountId account = yard.account();
        send(account, 0, 400);
        yard.accounts.freeze(account);
        yard.clock.advance(Duration.ofHours(1));
        yard.accounts.unfreeze(account);
        Desk desk = yard.queue.desk(yard.session("two"));

        int atOnce = Yard.lease(desk, 1000).size();
        yard.clock.advance(Duration.ofSeconds(10));
        int afterTen = Yard.lease(desk, 1000).size();
        yard.clock.advance(Duration.ofSeconds(10));
        int afterTwenty = Yard.lease(desk, 1000).size();
        yard.clock.advance(Duration.ofSeconds(40));
        int inTheEnd = Yard.lease(desk, 1000).size();

        assertThat(atOnce).isEqualTo(10);
        assertThat(afterTen).isEqualTo(100 + 400 / 36);
        assertThat(afterTwenty).isGreaterThan(afterTen);
        assertThat(atOnce + afterTen + afterTwenty + inTheEnd).isEqualTo(400);
    }

    @Test
    void engineThatBeginsInASlot_hasWhatTheDeadOneHeldGivenBack() {
        yard.send(yard.account(), "ann@gmail.com");
        Sessions.Session dead = yard.queue.sessions().begin(1, "slot", "first run");
        assertThat(Yard.lease(yard.queue.desk(dead), 1)).hasSize(1);

        Sessions.Session next = yard.queue.sessions().begin(1, "slot", "second run");

        assertThat(Yard.lease(yard.queue.desk(next), 1)).hasSize(1);
        yard.send(yard.account(), "bob@gmail.com");
        assertThatThrownBy(() -> Yard.lease(yard.queue.desk(dead), 1))
                .isInstanceOf(SessionOver.class);
        assertThat(yard.queue.sessions().heartbeat(dead)).isFalse();
    }

    @Test
    void sessionThatIsNotHeardOf_endsAndOthersGetItsMail() {
        yard.send(yard.account(), "ann@gmail.com");
        Yard.lease(yard.desk(), 1);
        Sessions.Session alive = yard.session("alive");
        yard.clock.advance(Duration.ofSeconds(50));
        assertThat(yard.queue.sessions().heartbeat(alive)).isTrue();
        yard.clock.advance(Duration.ofSeconds(20));

        assertThat(yard.queue.sessions().sweep()).isEqualTo(1);

        assertThat(Yard.lease(yard.queue.desk(alive), 1)).hasSize(1);
    }

    @Test
    void lateReport_countsWhereTheHostHasTakenIt() {
        yard.send(yard.account(), 0, Yard.to("ann@gmail.com", 1), Yard.to("bob@gmail.com", 1));
        Desk dead = yard.queue.desk(yard.queue.sessions().begin(1, "slot", "first run"));
        List<Parcel> parcels = Yard.lease(dead, 2);
        Desk next = yard.queue.desk(yard.queue.sessions().begin(1, "slot", "second run"));
        assertThat(Yard.lease(next, 2)).hasSize(2);

        dead.report(
                List.of(
                        yard.report(parcels.get(0), new Outcome.Delivered()),
                        yard.report(parcels.get(1), new Outcome.Bounced(true))));
        next.report(
                List.of(
                        yard.report(parcels.get(0), new Outcome.Bounced(false)),
                        yard.report(parcels.get(1), new Outcome.Delivered())));

        assertThat(yard.sheet()).isEqualTo(new Ledger.Sheet(2, 2, 0, 0, 0, 0));
        assertThat(yard.queue.lateReports()).isEqualTo(3);
    }
}
