package io.mailyard.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
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

/** Reports by mail: when, to whom, with which figures, and once. */
class ReportMailTest {
    /** A Monday, 08:30 in Berlin. */
    private static final Instant EARLY = Instant.parse("2031-03-10T07:30:00Z");

    private static TestClock clock() {
        TestClock clock = TestClock.standing();
        clock.advance(Duration.between(clock.instant(), EARLY));
        return clock;
    }

    private static long account(Api api) {
        return api.newAccount(
                "title", "Shop", "tz", "Europe/Berlin", "reports_day", 1, "reports_hour", 9);
    }

    private static void user(Api api, long account, String login, String lang, String alert) {
        api.newUser(
                account,
                login,
                "email",
                login + "@example.com",
                "lang",
                lang,
                "alerts",
                Map.of(alert, true));
    }

    private static void round(TestServer server, TestClock clock) {
        long before = looked(server);
        clock.advance(Duration.ofSeconds(1));
        Await.until(() -> looked(server) != before);
    }

    private static long looked(TestServer server) {
        return server.database()
                .read(tx -> tx.number("SELECT looked_at FROM alert_rounds WHERE one = 1"));
    }

    @ParameterizedTest
    @EnumSource
    void weeklyReport_isSentOnceWithTheFiguresOfTheWeek(StoreKind kind) {
        TestClock clock = clock();
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer server = ReceivedMail.server(kind, relay, clock)) {
            Api api = server.api();
            long account = account(api);
            user(api, account, "anna", "EN", "weekly_reports");
            user(api, account, "boris", "RU", "weekly_reports");
            user(api, account, "carl", "EN", "limits");
            api.newUser(account, "off", "active", false, "alerts", Map.of("weekly_reports", true));
            long frozen = account(api);
            user(api, frozen, "frozen", "EN", "weekly_reports");
            api.call("accounts/freeze", "id", frozen).ok();
            long deleted = account(api);
            user(api, deleted, "deleted", "EN", "weekly_reports");
            api.call("accounts/delete", "id", deleted).ok();
            // The last hour of Sunday, the first of the week, and one that is too early by an hour.
            StatisticsRows.add(
                    server,
                    account,
                    Instant.parse("2031-03-09T22:30:00Z"),
                    Map.of("accepted", 1500, "delivered", 1400, "bounced_hard", 60));
            StatisticsRows.add(
                    server,
                    account,
                    Instant.parse("2031-03-02T23:30:00Z"),
                    Map.of("accepted", 300, "delivered", 300, "expired", 7));
            StatisticsRows.add(
                    server,
                    account,
                    Instant.parse("2031-03-02T22:30:00Z"),
                    Map.of("accepted", 900, "delivered", 850));
            round(server, clock);
            assertThat(relay.messages()).isEmpty();

            ReceivedMail.later(server, relay, clock, Duration.ofMinutes(31));
            ReceivedMail mail = ReceivedMail.await(relay, "anna@example.com", 1).getFirst();
            assertThat(mail.subject()).isEqualTo("“Shop”: mail from 3 March 2031 to 9 March 2031");
            assertThat(mail.text())
                    .containsPattern("Sent +1,800 +900 +\\+100\\.0 %")
                    .containsPattern("Delivered +1,700 +850 +\\+100\\.0 %")
                    .containsPattern("Bounced: no such mailbox +60 +0 +\\+60")
                    .containsPattern("Bounced: refused or given up +7 +0 +\\+7")
                    .containsPattern("Gmail +1,700 +67")
                    .contains("Recipients counted in 2031-03");
            assertThat(mail.html()).contains("1,800").contains("Gmail");
            ReceivedMail russian = ReceivedMail.await(relay, "boris@example.com", 1).getFirst();
            assertThat(russian.subject())
                    .isEqualTo("«Shop»: почта с 3 марта 2031 г. по 9 марта 2031 г.");
            assertThat(russian.text()).contains("Отправлено", "Новых адресов в стоп-листе");
            assertOnce(server, relay, clock);
        }
    }

    /** The clock jumps to and fro, and the server restarts. */
    private static void assertOnce(TestServer server, FakeMailHost relay, TestClock clock) {
        for (Duration jump :
                List.of(Duration.ofHours(-2), Duration.ofHours(3), Duration.ofHours(20))) {
            clock.advance(jump);
            round(server, clock);
            round(server, clock);
        }
        assertThat(relay.messages()).hasSize(2);
        ReceivedMail.later(server, relay, clock, Duration.ofDays(6).plusHours(6));
        ReceivedMail.await(relay, "anna@example.com", 2);
        ReceivedMail second = ReceivedMail.await(relay, "boris@example.com", 2).getLast();
        assertThat(second.text()).contains("не отправлено ни одного письма");
        assertThat(relay.messages()).hasSize(4);
    }

    @Test
    void serverThatWasAway_sendsLateWithinADayAndLaterNot() {
        TestClock clock = clock();
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer server = ReceivedMail.server(StoreKind.SQLITE, relay, clock)) {
            String[] settings = ReceivedMail.settings(relay);
            Api api = server.api();
            long account = account(api);
            user(api, account, "anna", "EN", "weekly_reports");
            round(server, clock);
            server.restart(() -> clock.advance(Duration.ofHours(24)), settings);
            ReceivedMail.await(relay, "anna@example.com", 1);
            server.restart(() -> clock.advance(Duration.ofDays(7).plusHours(1)), settings);
            round(server, clock);
            round(server, clock);
            assertThat(relay.messages()).hasSize(1);
        }
    }

    @Test
    void dailyReport_isNotSentForADayWithoutMail() {
        TestClock clock = clock();
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer server = ReceivedMail.server(StoreKind.SQLITE, relay, clock)) {
            Api api = server.api();
            long account = account(api);
            user(api, account, "anna", "EN", "daily_reports");
            clock.advance(Duration.ofHours(1));
            round(server, clock);
            round(server, clock);
            assertThat(relay.messages()).isEmpty();
            StatisticsRows.add(
                    server,
                    account,
                    Instant.parse("2031-03-10T12:30:00Z"),
                    Map.of("accepted", 3, "delivered", 3));
            ReceivedMail.later(server, relay, clock, Duration.ofDays(1));
            ReceivedMail mail = ReceivedMail.await(relay, "anna@example.com", 1).getFirst();
            assertThat(mail.subject()).isEqualTo("“Shop”: mail of 10 March 2031");
            assertThat(mail.text()).containsPattern("Delivered +3 +0 +\\+3");
        }
    }
}
