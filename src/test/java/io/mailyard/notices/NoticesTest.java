package io.mailyard.notices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.db.Database;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does.HangsUp;
import io.mailyard.testing.FakeMailHost.Does.Says;
import io.mailyard.testing.FakeMailHost.Does.Stalls;
import io.mailyard.testing.FakeMailHost.Does.Waits;
import io.mailyard.testing.FakeMailHost.Message;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestStores;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NoticesTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final FakeMailHost relay = FakeMailHost.start();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        relay.close();
        for (AutoCloseable thing : open.reversed()) {
            thing.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void queued_isSentAndItsWordsAreWiped(StoreKind kind) {
        Database database = store(kind);
        Notices notices = started(database, Outbox.config(relay.port()));

        long id = database.write(tx -> notices.queue(tx, Outbox.notice(1, 5, "b@b.example")));

        Message message = relay.awaitMessages(1, SOON).getFirst();
        assertThat(message.sender()).isEqualTo("post@mail.example");
        assertThat(message.recipients()).containsExactly("b@b.example");
        assertThat(new String(message.raw(), StandardCharsets.US_ASCII))
                .contains("From: Mailyard <post@mail.example>\r\n", "Subject: subject\r\n")
                .contains(Outbox.SECRET);
        NoticeStatus status = Outbox.await(database, notices, 1, 5, NoticeState.SENT);
        assertThat(status.id()).isEqualTo(id);
        assertThat(status.attempts()).isEqualTo(1);
        assertThat(status.lastAnswer()).isEqualTo("250 2.0.0 taken");
        assertThat(status.done()).isNotNull();
        assertThat(Outbox.words(database)).isZero();
        Outbox.awaitCounts(notices, new NoticeCounts(1, 1, 0, 0));
    }

    @ParameterizedTest
    @EnumSource
    void transactionThatFails_sendsNothing(StoreKind kind) {
        Database database = store(kind);
        Notices notices = started(database, Outbox.config(relay.port()));

        assertThatThrownBy(() ->
                        database.write(tx -> {
                            notices.queue(tx, Outbox.notice(1, 5, "b@b.example"));
                            throw new IllegalStateException("after all not");
                        }))
                .hasMessage("after all not");
        database.rehearse(tx -> notices.queue(tx, Outbox.notice(1, 5, "b@b.example")));
        database.write(tx -> notices.queue(tx, Outbox.notice(1, 6, "c@c.example")));

        relay.awaitMessages(1, SOON);
        Outbox.await(database, notices, 1, 6, NoticeState.SENT);
        assertThat(relay.messages()).hasSize(1);
        assertThat(Outbox.last(database, notices, 1, 5)).isEmpty();
        assertThat(notices.counts().queued()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void deferred_isTriedAgain(StoreKind kind) {
        Database database = store(kind);
        Notices notices = started(database, Outbox.config(relay.port()));
        relay.at(".", 1, new HangsUp());
        relay.at("RCPT", 2, new Says("451 4.3.0 later"));

        database.write(tx -> notices.queue(tx, Outbox.notice(1, 5, "b@b.example")));

        relay.awaitMessages(1, SOON);
        assertThat(Outbox.await(database, notices, 1, 5, NoticeState.SENT).attempts()).isEqualTo(4);
        Outbox.awaitCounts(notices, new NoticeCounts(1, 1, 3, 0));
        assertThat(relay.connections()).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource
    void refused_failsWithTheRelaysAnswer(StoreKind kind) {
        Database database = store(kind);
        Notices notices = started(database, Outbox.config(relay.port()));
        relay.at("RCPT", new Says("550 5.1.1 nobody of that name"));

        database.write(tx -> notices.queue(tx, Outbox.notice(1, 5, "b@b.example")));

        NoticeStatus status = Outbox.await(database, notices, 1, 5, NoticeState.FAILED);
        assertThat(status.lastAnswer()).isEqualTo("550 5.1.1 nobody of that name (RCPT)");
        assertThat(Outbox.words(database)).isZero();
        Outbox.awaitCounts(notices, new NoticeCounts(1, 0, 0, 1));
        assertThat(relay.messages()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void loginRefused_waitsForTheOperator(StoreKind kind) {
        Database database = store(kind);
        Notices notices = started(database, Outbox.config(relay.port()));
        relay.at("MAIL", 2, new Says("530 5.7.0 log in first"));

        database.write(tx -> notices.queue(tx, Outbox.notice(1, 5, "b@b.example")));

        assertThat(Outbox.await(database, notices, 1, 5, NoticeState.SENT).attempts()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void timeOver_fails(StoreKind kind) {
        Database database = store(kind);
        relay.at("MAIL", new Says("451 4.3.0 later"));
        Notices notices = started(database, Outbox.config(relay.port(), "mail.retry-for=300ms"));

        database.write(tx -> notices.queue(tx, Outbox.notice(1, 5, "b@b.example")));

        NoticeStatus status = Outbox.await(database, notices, 1, 5, NoticeState.FAILED);
        assertThat(status.lastAnswer()).isEqualTo("given up; last: 451 4.3.0 later (MAIL)");
        assertThat(status.attempts()).isBetween(2, 30);
    }

    @ParameterizedTest
    @EnumSource
    void restart_sendsWhatWasLeft(StoreKind kind) {
        TestStores.Place place = TestStores.place(kind);
        relay.at("MAIL", new Stalls());
        try (Database first = place.open()) {
            Notices notices = Notices.open(first, Clock.systemUTC(), Outbox.config(relay.port()));
            notices.start();
            first.write(tx -> notices.queue(tx, Outbox.notice(1, 5, "b@b.example")));
            relay.awaitCommand("MAIL", 1, SOON);
            notices.close();
        }
        relay.asUsual();
        Database second = kept(place.open());
        Notices notices = started(second, Outbox.config(relay.port()));

        relay.awaitMessages(1, SOON);
        NoticeStatus status = Outbox.await(second, notices, 1, 5, NoticeState.SENT);
        assertThat(status.attempts()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void processThatDied_leavesItsMailToAnother(StoreKind kind) {
        Database database = store(kind);
        SqlNoticeStore rows = new SqlNoticeStore();
        Instant now = Instant.now();
        database.write(tx -> {
            rows.insert(tx, Outbox.notice(1, 5, "b@b.example"), "key", now);
            return rows.claim(tx, "dead", now, now.plusSeconds(2), 10);
        });
        Notices notices = started(database, Outbox.config(relay.port()));

        assertThat(relay.messages()).isEmpty();
        relay.awaitMessages(1, SOON);

        assertThat(Instant.now()).isAfterOrEqualTo(now.plusSeconds(2));
        Outbox.await(database, notices, 1, 5, NoticeState.SENT);
        assertThat(
                        database.<Boolean>write(
                                tx -> rows.finish(tx, 1, "dead", NoticeState.FAILED, "late", now)))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void severalSenders_sendEachMailOnce(StoreKind kind) {
        TestStores.Place place = TestStores.place(kind);
        Database database = kept(place.open());
        Database other = kind == StoreKind.POSTGRESQL ? kept(place.open()) : database;
        RelayConfig config = Outbox.config(relay.port());
        Notices notices = started(database, config);
        started(database, config);
        started(other, config);

        database.write(tx -> {
            IntStream.range(0, 60)
                    .forEach(i -> notices.queue(tx, Outbox.notice(1, i, "u" + i + "@b.example")));
            return true;
        });

        relay.awaitMessages(60, Duration.ofSeconds(60));
        for (int i = 0; i < 60; i++) {
            Outbox.await(database, notices, 1, i, NoticeState.SENT);
        }
        assertThat(relay.messages())
                .extracting(message -> message.recipients().getFirst())
                .hasSize(60)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void laterMail_replacesOneThatWaits(StoreKind kind) {
        Database database = store(kind);
        Notices notices =
                kept(Notices.open(database, Clock.systemUTC(), Outbox.config(relay.port())));
        database.write(tx -> notices.queue(tx, Outbox.notice(1, 5, "old@b.example")));
        database.write(tx -> notices.queue(tx, Outbox.notice(2, 5, "other@b.example")));
        long id = database.write(tx -> notices.queue(tx, Outbox.notice(1, 5, "new@b.example")));
        notices.start();

        relay.awaitMessages(2, SOON);
        assertThat(Outbox.await(database, notices, 1, 5, NoticeState.SENT).id()).isEqualTo(id);
        Outbox.await(database, notices, 2, 5, NoticeState.SENT);
        assertThat(relay.messages())
                .extracting(message -> message.recipients().getFirst())
                .containsExactlyInAnyOrder("other@b.example", "new@b.example");
    }

    @ParameterizedTest
    @EnumSource
    void mailUnderWay_isNotTriedAgainOnceReplaced(StoreKind kind) {
        Database database = store(kind);
        Notices notices = started(database, Outbox.config(relay.port()));
        relay.at("MAIL", 1, new Waits(Duration.ofMillis(500)));
        relay.at("RCPT TO:<old@", new Says("451 4.3.0 later"));
        database.write(tx -> notices.queue(tx, Outbox.notice(1, 5, "old@b.example")));
        relay.awaitCommand("MAIL", 1, SOON);

        database.write(tx -> notices.queue(tx, Outbox.notice(1, 5, "new@b.example")));

        Outbox.awaitCounts(notices, new NoticeCounts(2, 1, 0, 1));
        assertThat(relay.messages().getFirst().recipients()).containsExactly("new@b.example");
    }

    @ParameterizedTest
    @EnumSource
    void noRelay_refusesAndSaysWhatToSet(StoreKind kind) {
        Database database = store(kind);
        Notices notices = started(database, Outbox.config());

        assertThatThrownBy(() ->
                        database.write(tx -> notices.queue(tx, Outbox.notice(1, 5, "b@b.example"))))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused -> {
                            assertThat(refused.code()).isEqualTo(ErrorCode.CONFLICT);
                            assertThat(refused.text())
                                    .contains("set mail.relay.host and mail.from");
                        });
    }

    @ParameterizedTest
    @EnumSource
    void purge_deletesTheAccountsAlone(StoreKind kind) {
        Database database = store(kind);
        Notices notices =
                kept(Notices.open(database, Clock.systemUTC(), Outbox.config(relay.port())));
        database.write(tx -> notices.queue(tx, Outbox.notice(1, 5, "a@b.example")));
        database.write(tx -> notices.queue(tx, Outbox.notice(2, 5, "b@b.example")));

        database.write(tx -> notices.queue(tx, Outbox.notice(2, 6, "c@b.example")));

        assertThat(database.<Integer>write(tx -> notices.deleteOf(tx, new AccountId(1)))).isOne();
        assertThat(database.<Integer>write(tx -> notices.deleteOf(tx, new AccountId(2), 6)))
                .isOne();

        assertThat(Outbox.words(database)).isOne();
        assertThat(Outbox.last(database, notices, 1, 5)).isEmpty();
        assertThat(Outbox.last(database, notices, 2, 5)).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void old_isForgotten(StoreKind kind) {
        Database database = store(kind);
        SqlNoticeStore rows = new SqlNoticeStore();
        Instant then = Instant.parse("2026-01-01T00:00:00Z");
        database.write(tx -> {
            rows.insert(tx, Outbox.notice(1, 5, "a@b.example"), "k", then);
            rows.insert(tx, Outbox.notice(1, 6, "b@b.example"), "k", then);
            rows.claim(tx, "me", then, then.plusSeconds(9), 1);
            return rows.finish(tx, 1, "me", NoticeState.SENT, "250", then);
        });

        assertThat(database.<Integer>write(tx -> rows.forget(tx, then, 10))).isZero();
        assertThat(database.<Integer>write(tx -> rows.forget(tx, then.plusMillis(1), 10))).isOne();
        assertThat(database.<Long>read(tx -> rows.waiting(tx, 10))).isOne();
    }

    private Database store(StoreKind kind) {
        return kept(TestStores.open(kind));
    }

    private Notices started(Database database, RelayConfig config) {
        Notices notices = kept(Notices.open(database, Clock.systemUTC(), config));
        notices.start();
        return notices;
    }

    private <T extends AutoCloseable> T kept(T thing) {
        open.add(thing);
        return thing;
    }
}
