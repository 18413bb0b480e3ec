package io.mailyard.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.testing.Api;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a clock that jumps does to alerts that wait, and how long they may wait. */
class AlertTimesTest {
    private static void lose(Api api, long account, String domain) {
        long id =
                api.call("domains/add", "account_id", account, "domain", domain, "verified", true)
                        .savedId();
        api.call("domains/save", "account_id", account, "id", id, "verified", false).ok();
    }

    /** The second waits for the end of the hour in which the first was mailed. */
    @ParameterizedTest
    @ValueSource(longs = {24, 49, -24, -49})
    void alertThatWaits_isMailedWhateverTheClockJumpsBy(long hours) {
        TestClock clock = new TestClock();
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer server = ReceivedMail.server(StoreKind.SQLITE, relay, clock)) {
            Api api = server.api();
            long account = api.newAccount("title", "Shop");
            api.newUser(
                    account, "anna", "email", "anna@example.com", "alerts", Map.of("limits", true));
            lose(api, account, "first.example.com");
            ReceivedMail.await(relay, "anna@example.com", 1);
            lose(api, account, "second.example.com");

            clock.advance(Duration.ofHours(hours));

            assertThat(ReceivedMail.await(relay, "anna@example.com", 2).getLast().text())
                    .contains("second.example.com");
        }
    }

    @ParameterizedTest
    @EnumSource
    void eventOfSomethingThatBeganLongAgo_isNotTooOld(StoreKind kind) {
        Instant now = Instant.parse("2031-03-05T12:00:00Z");
        try (TestServer server = TestServer.start(kind);
                Database database = server.database()) {
            AccountId account = new AccountId(server.api().newAccount());
            AlertStore store = new AlertStore(() -> now);
            AlertEvent event =
                    new AlertEvent(
                            account,
                            AlertTopic.WEBHOOK,
                            "7 failing",
                            "hooks.example.com",
                            "failing",
                            7,
                            0,
                            now.minus(Duration.ofDays(3)));
            database.write(tx -> store.add(tx, event));

            assertThat(database.<Integer>write(tx -> store.endOld(tx, now.minusSeconds(1), now, 9)))
                    .isZero();
            assertThat(database.<Integer>write(tx -> store.endOld(tx, now.plusSeconds(1), now, 9)))
                    .isOne();
        }
    }

    /** An event a day is too much of one domain, and none too little of another. */
    @Test
    void unsignedMail_isReportedForEachDomain() {
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer server =
                        ReceivedMail.server(
                                StoreKind.SQLITE,
                                relay,
                                new TestClock(),
                                "alerts.interval=100ms")) {
            Api api = server.api();
            long account = api.newAccount("title", "Shop");
            api.newUser(
                    account, "anna", "email", "anna@example.com", "alerts", Map.of("limits", true));
            api.call("senders/akmta/save", "name", "mail", "account_ids", List.of(account)).ok();
            Api own = api.newTokenOf(account).api();
            for (String domain : new String[] {"a.example", "a.example", "b.example"}) {
                own.call(
                                "/api/v1.1/messages/send",
                                "from",
                                "x@" + domain,
                                "to",
                                "ann@example.net",
                                "text",
                                "x")
                        .ok();
                ReceivedMail.await(relay, "anna@example.com", domain.startsWith("a") ? 1 : 2);
            }

            String first = ReceivedMail.to(relay, "anna@example.com").getFirst().text();
            assertThat(first).contains("Mail from a.example goes out without a DKIM signature");
            assertThat(first).contains("/portal/domains");
            assertThat(ReceivedMail.to(relay, "anna@example.com")).hasSize(2);
        }
    }
}
