package io.mailyard.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What leads to an alert: limits, bounces, complaints, domains and webhooks. */
class AlertCausesTest {
    private static void user(Api api, long account, String login, String... alerts) {
        Map<String, Object> on = new HashMap<>();
        for (String alert : alerts) {
            on.put(alert, true);
        }
        api.newUser(account, login, "email", login + "@example.com", "alerts", on);
    }

    /** Sends mail to recipients that stay in the queue. */
    private static int send(Api token, int recipients) {
        return token.call(
                        "/api/v1.1/messages/send",
                        "from",
                        "a@b.example",
                        "text",
                        "x",
                        "to",
                        IntStream.range(0, recipients)
                                .mapToObj(i -> "r" + i + "@d.example")
                                .toList())
                .error();
    }

    private static TestClock earlyInTheMonth() {
        TestClock clock = TestClock.standing();
        Instant noon = Instant.parse("2031-03-05T12:00:00Z");
        clock.advance(Duration.between(clock.instant(), noon));
        return clock;
    }

    @ParameterizedTest
    @EnumSource
    void limits_areReportedWhenNearAndWhenReachedOnceAPeriod(StoreKind kind) {
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer server = ReceivedMail.server(kind, relay, earlyInTheMonth())) {
            Api api = server.api();
            long tariff =
                    api.call("tariffs/save", "name", Api.unique("t"), "messages_per_month", 20)
                            .savedId();
            long account = api.newAccount("tariff", tariff, "title", "Shop");
            user(api, account, "anna", "limits");
            user(api, account, "boris", "hard_bounces");
            Api token = api.newTokenOf(account).api();

            assertThat(send(token, 17)).isZero();
            assertThat(send(token, 1)).isZero();
            ReceivedMail near = ReceivedMail.await(relay, "anna@example.com", 1).getFirst();
            assertThat(near.subject()).contains("nearly reached");
            assertThat(near.text()).contains("18 of the 20 recipients a month", "2031-03");
            assertThat(send(token, 3)).isEqualTo(402);
            assertThat(send(token, 3)).isEqualTo(402);
            ReceivedMail reached = ReceivedMail.await(relay, "anna@example.com", 2).getLast();
            assertThat(reached.subject()).contains("has reached a limit");
            assertThat(send(token, 2)).isZero();
            assertThat(send(token, 1)).isEqualTo(402);

            assertThat(relay.messages()).hasSize(2);
        }
    }

    @Test
    void rates_areReportedToThoseWhoHaveThemOn() {
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer server =
                        ReceivedMail.server(StoreKind.SQLITE, relay, Clock.systemUTC())) {
            Api api = server.api();
            long account = api.newAccount("title", "Shop");
            user(api, account, "hard", "hard_bounces");
            user(api, account, "soft", "soft_bounces");
            user(api, account, "complaints", "complaints");
            user(api, account, "none", "limits", "daily_reports");
            long fine = api.newAccount();
            user(api, fine, "fine", "hard_bounces", "soft_bounces", "complaints");
            long few = api.newAccount();
            user(api, few, "few", "hard_bounces", "soft_bounces", "complaints");

            StatisticsRows.add(
                    server,
                    account,
                    Instant.now(),
                    Map.of(
                            "delivered",
                            850,
                            "bounced_hard",
                            50,
                            "bounced_soft",
                            60,
                            "expired",
                            40,
                            "complaints",
                            2));
            StatisticsRows.add(
                    server, fine, Instant.now(), Map.of("delivered", 990, "bounced_hard", 10));
            StatisticsRows.add(server, few, Instant.now(), Map.of("bounced_hard", 99));

            assertThat(ReceivedMail.await(relay, "hard@example.com", 1).getFirst().text())
                    .contains("50 of 1000 recipients in the last 24 hours", "5.0 %");
            assertThat(ReceivedMail.await(relay, "soft@example.com", 1).getFirst().text())
                    .contains("100 of 1000 recipients", "10.0 %");
            assertThat(ReceivedMail.await(relay, "complaints@example.com", 1).getFirst().text())
                    .contains("2 complaints about 850 delivered");
            assertThat(relay.messages()).hasSize(3);
        }
    }

    @Test
    void frozenAccount_hearsOfTheFreezeAlone() {
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer server =
                        ReceivedMail.server(StoreKind.SQLITE, relay, Clock.systemUTC())) {
            Api api = server.api();
            long account = api.newAccount();
            user(api, account, "anna", "limits", "hard_bounces");
            api.call("accounts/freeze", "id", account).ok();
            ReceivedMail.await(relay, "anna@example.com", 1);
            StatisticsRows.add(server, account, Instant.now(), Map.of("bounced_hard", 1000));

            Await.until(() -> ended(server, account) == 2);
            assertThat(relay.messages()).hasSize(1);
        }
    }

    private static long ended(TestServer server, long account) {
        return server.database()
                .read(tx ->
                        tx.number(
                                "SELECT count(*) FROM alert_events WHERE account_id = ?"
                                        + " AND sent_at IS NOT NULL",
                                account));
    }

    @Test
    void webhooks_areReportedOnceForASpellAndWhenSwitchedOff() {
        try (FakeMailHost relay = FakeMailHost.start();
                FakeEndpoint endpoint = FakeEndpoint.start();
                TestServer server =
                        ReceivedMail.server(
                                StoreKind.SQLITE,
                                relay,
                                Clock.systemUTC(),
                                "alerts.webhook-failing=100ms",
                                "alerts.interval=100ms",
                                "webhooks.private-networks=allow",
                                "webhooks.retry-first=100ms",
                                "webhooks.retry-longest=100ms")) {
            Api api = server.api();
            long account = api.newAccount("title", "Shop");
            user(api, account, "anna", "limits");
            api.call(
                            "webhooks/save",
                            "account_id",
                            account,
                            "url",
                            endpoint.url("/secret-path"),
                            "events",
                            List.of("account.deactivated", "account.activated"))
                    .ok();
            endpoint.usually(FakeEndpoint.saying("HTTP/1.1 503 Away\r\nContent-Length: 0\r\n\r\n"));
            api.call("accounts/deactivate", "id", account).ok();
            api.call("accounts/activate", "id", account).ok();

            ReceivedMail failing = ReceivedMail.await(relay, "anna@example.com", 1).getFirst();
            assertThat(failing.subject()).isEqualTo("A webhook of account “Shop” does not work");
            assertThat(failing.text())
                    .contains("127.0.0.1 has failed since")
                    .doesNotContain("secret");
            endpoint.usually(FakeEndpoint.saying("HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"));
            assertThat(ReceivedMail.await(relay, "anna@example.com", 2).getLast().text())
                    .contains("is gone (410), and is switched off");
        }
    }

    @Test
    void domains_areReportedWhenTheyAreLost() {
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer server =
                        ReceivedMail.server(StoreKind.SQLITE, relay, Clock.systemUTC())) {
            Api api = server.api();
            long account = api.newAccount("title", "Shop");
            user(api, account, "anna", "limits");
            long domain =
                    api.call(
                                    "domains/add",
                                    "account_id",
                                    account,
                                    "domain",
                                    "shop.example.com",
                                    "verified",
                                    true)
                            .savedId();
            api.call("domains/save", "account_id", account, "id", domain, "verified", false).ok();

            ReceivedMail mail = ReceivedMail.await(relay, "anna@example.com", 1).getFirst();
            assertThat(mail.subject()).isEqualTo("A domain of account “Shop” needs attention");
            assertThat(mail.text()).contains("shop.example.com is no longer verified");
        }
    }
}
