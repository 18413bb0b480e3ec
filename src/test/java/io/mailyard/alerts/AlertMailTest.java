package io.mailyard.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Alerts of frozen accounts: who gets them, in which language, how often. */
class AlertMailTest {
    private static final String HOSTILE =
            "A\r\nBcc: victim@example.com\u202E<script>alert(1)</script>";

    private static void user(Api api, long account, String login, String lang, boolean on) {
        api.newUser(
                account,
                login,
                "email",
                login + "@example.com",
                "lang",
                lang,
                "alerts",
                Map.of("limits", on));
    }

    @ParameterizedTest
    @EnumSource
    void freeze_isMailedToThoseWhoHaveItOnInTheirLanguage(StoreKind kind) {
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer server = ReceivedMail.server(kind, relay, Clock.systemUTC())) {
            Api api = server.api();
            long account = api.newAccount("title", "Shop", "tz", "Europe/Berlin");
            user(api, account, "anna", "EN", true);
            user(api, account, "boris", "RU", true);
            user(api, account, "carl", "EN", false);
            api.newUser(account, "dora", "active", false, "alerts", Map.of("limits", true));
            api.newUser(account, "emil", "notify_email", "", "alerts", Map.of("limits", true));

            api.call(
                            "accounts/freeze",
                            "id",
                            account,
                            "reason",
                            "The bill is open",
                            "frozen_details",
                            Map.of("payment_url", "https://pay.example.com/1"))
                    .ok();

            ReceivedMail english = ReceivedMail.await(relay, "anna@example.com", 1).getFirst();
            assertThat(english.subject()).isEqualTo("Account “Shop” is frozen");
            assertThat(english.parts())
                    .allSatisfy(part ->
                            assertThat(part)
                                    .contains("The bill is open")
                                    .contains("https://pay.example.com/1")
                                    .contains("Europe/Berlin")
                                    .contains("anna@")
                                    .contains("https://mail.example.com/portal/profile"));
            ReceivedMail russian = ReceivedMail.await(relay, "boris@example.com", 1).getFirst();
            assertThat(russian.subject()).isEqualTo("Аккаунт «Shop» заморожен");
            assertThat(russian.text()).contains("Причина: The bill is open");
            api.call("accounts/unfreeze", "id", account).ok();
            assertThat(ReceivedMail.await(relay, "anna@example.com", 2).getLast().subject())
                    .isEqualTo("Account “Shop” is no longer frozen");
            assertThat(ReceivedMail.await(relay, "boris@example.com", 2)).hasSize(2);
            assertThat(relay.messages()).hasSize(4);
            assertThat(api.call("statistics/get", "account_id", account).at("data").items())
                    .isEmpty();
        }
    }

    @Test
    void texts_cannotAddHeadersNorMarkupNorTurnTheSentence() {
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer server =
                        ReceivedMail.server(StoreKind.SQLITE, relay, Clock.systemUTC())) {
            Api api = server.api();
            String title = (HOSTILE + "x".repeat(255)).substring(0, 255);
            long account = api.newAccount("title", "Shop");
            user(api, account, "anna", "EN", true);
            // as titles were stored before they were one line of text
            server.database()
                    .write(tx ->
                            tx.update(
                                    "UPDATE accounts SET title = ? WHERE id = ?", title, account));
            api.call("accounts/freeze", "id", account, "reason", HOSTILE).ok();

            ReceivedMail mail = ReceivedMail.await(relay, "anna@example.com", 1).getFirst();
            assertThat(mail.raw().lines().takeWhile(line -> !line.isEmpty()))
                    .noneMatch(line -> line.startsWith("Bcc:"));
            assertThat(mail.subject())
                    .doesNotContain("\u202E", "\r", "\n")
                    .startsWith("Account “A");
            assertThat(mail.html()).doesNotContain("<script>").contains("&lt;script&gt;");
            assertThat(mail.text()).doesNotContain("\u202E");
        }
    }

    @Test
    void furtherAlerts_areCollapsedUntilTheIntervalIsOver() {
        TestClock clock = TestClock.standing();
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer server = ReceivedMail.server(StoreKind.SQLITE, relay, clock)) {
            Api api = server.api();
            long account = api.newAccount("title", "Shop");
            user(api, account, "anna", "EN", true);
            for (int i = 0; i < 3; i++) {
                api.call("accounts/freeze", "id", account, "reason", "round " + i).ok();
                if (i == 0) {
                    ReceivedMail.await(relay, "anna@example.com", 1);
                }
                api.call("accounts/unfreeze", "id", account).ok();
                clock.advance(Duration.ofSeconds(1));
            }
            ReceivedMail.await(relay, "anna@example.com", 2);
            ReceivedMail.later(server, relay, clock, Duration.ofHours(1));

            List<ReceivedMail> frozen =
                    ReceivedMail.await(relay, "anna@example.com", 3).stream()
                            .filter(mail -> mail.subject().endsWith("is frozen"))
                            .toList();
            assertThat(frozen).hasSize(2);
            assertThat(frozen.getLast().text()).contains("round 1", "round 2");
        }
    }

    @Test
    void restart_neitherLosesNorRepeatsAnAlert() {
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer server =
                        ReceivedMail.server(
                                StoreKind.SQLITE, relay, Clock.systemUTC(), "alerts.collect=1h")) {
            Api api = server.api();
            long account = api.newAccount();
            user(api, account, "anna", "EN", true);
            api.call("accounts/freeze", "id", account).ok();
            String[] settings = ReceivedMail.settings(relay);
            assertThat(relay.messages()).isEmpty();
            server.restart(settings);
            ReceivedMail.await(relay, "anna@example.com", 1);
            server.restart(settings);
            server.api().call("accounts/unfreeze", "id", account).ok();
            ReceivedMail.await(relay, "anna@example.com", 2);
            assertThat(relay.messages()).hasSize(2);
        }
    }

    @Test
    void severalServers_sendAnAlertOnce() {
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer server =
                        ReceivedMail.server(StoreKind.POSTGRESQL, relay, Clock.systemUTC());
                TestServer other = server.beside(ReceivedMail.settings(relay))) {
            Api api = server.api();
            for (int i = 0; i < 5; i++) {
                long account = api.newAccount();
                user(api, account, "anna" + i, "EN", true);
                (i % 2 == 0 ? server : other).api().call("accounts/freeze", "id", account).ok();
            }
            for (int i = 0; i < 5; i++) {
                ReceivedMail.await(relay, "anna" + i + "@example.com", 1);
            }
            assertThat(relay.messages()).hasSize(5);
        }
    }

    /** More topics than one round reads. */
    @Test
    void accountsWhoseMailDoesNotGoOut_holdUpNobodyElse() {
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer server =
                        ReceivedMail.server(StoreKind.SQLITE, relay, Clock.systemUTC())) {
            Api api = server.api();
            for (int i = 0; i < 6; i++) {
                long full = api.newAccount();
                api.newUser(
                        full,
                        "anna",
                        "email",
                        "full@example.com",
                        "alerts",
                        Map.of(
                                "limits", true,
                                "complaints", true,
                                "hard_bounces", true,
                                "soft_bounces", true));
                server.tamper(
                        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <"
                                + " 500) INSERT INTO notices (id, kind, account_id, message_key,"
                                + " recipient, lang, subject, state, attempts, last_answer,"
                                + " created_at) SELECT "
                                + (1_000_000 + full * 1_000)
                                + " + i, 'x', "
                                + full
                                + ", 'stuck-"
                                + full
                                + "-' || i, 'full@example.com', 'EN', 'x', 'new', 0, '', 0 FROM n");
                int topic = 0;
                for (String word : AlertTopic.words()) {
                    topic++;
                    server.tamper(
                            "INSERT INTO alert_events (id, account_id, topic, event_key, subject,"
                                    + " note, amount, whole, happened_at) VALUES ("
                                    + (-1_000 * full - topic)
                                    + ", "
                                    + full
                                    + ", '"
                                    + word
                                    + "', 'k', '', '', 1, 1, "
                                    + Instant.now().minusSeconds(60).toEpochMilli()
                                    + ")");
                }
            }
            long account = api.newAccount();
            user(api, account, "boris", "EN", true);
            api.call("accounts/freeze", "id", account).ok();
            ReceivedMail.await(relay, "boris@example.com", 1);
        }
    }
}
