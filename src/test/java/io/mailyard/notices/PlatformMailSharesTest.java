package io.mailyard.notices;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.Tarpit;
import io.mailyard.testing.TestServer;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;

/** What one account's many welcome mails do to another's: nothing. */
class PlatformMailSharesTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int DOMAINS = 30;
    private static final int EACH = 5;

    @ParameterizedTest
    @StoresOfRun
    void oneAccountsSilentHosts_keepNoOtherAccountsMailWaiting(StoreKind kind) {
        try (FakeMailHost good = FakeMailHost.start();
                Tarpit tarpit = Tarpit.start();
                TestServer server = TestServer.start(kind, "submission.listen=")) {
            Api api = server.api();
            route(api, "good.example", good.port());
            for (int i = 0; i < DOMAINS; i++) {
                route(api, "d" + i + ".example", tarpit.port());
            }
            long much = api.newAccount();
            for (int i = 0; i < DOMAINS * EACH; i++) {
                SentNotices.welcome(api, much, "u" + i + "@d" + i % DOMAINS + ".example");
            }
            Await.until(() -> tarpit.connections() > 0);

            long begun = System.nanoTime();
            SentNotices.welcome(api, api.newAccount(), "anna@good.example");
            good.awaitMessages(1, SOON);

            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(10));
        }
    }

    @ParameterizedTest
    @StoresOfRun
    void oneAccountsManyMailsAtASlowRelay_keepNoOtherAccountsMailWaiting(StoreKind kind) {
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer server =
                        TestServer.start(
                                kind,
                                "submission.listen=",
                                "mail.relay.host=127.0.0.1",
                                "mail.relay.port=" + relay.port(),
                                "mail.relay.starttls=never")) {
            relay.at("DATA", new Does.Waits(Duration.ofMillis(500)));
            Api api = server.api();
            long much = api.newAccount();
            for (int i = 0; i < 200; i++) {
                SentNotices.welcome(api, much, "u" + i + "@d" + i + ".example");
            }
            relay.awaitMessages(1, SOON);

            SentNotices.welcome(api, api.newAccount(), "anna@good.example");

            Await.until(() -> received(relay, "anna@good.example"));
            assertThat(SentNotices.waiting(server)).isGreaterThan(100);
        }
    }

    private static boolean received(FakeMailHost host, String recipient) {
        return host.messages().stream()
                .anyMatch(message -> message.recipients().contains(recipient));
    }

    @ParameterizedTest
    @StoresOfRun
    void accountWithManyWaiting_leavesRoomForOthers(StoreKind kind) {
        try (TestServer server = TestServer.start(kind, "submission.listen=")) {
            Api api = server.api();
            api.call("platform/stop", "reason", "so that all wait").ok();
            long much = api.newAccount();
            long other = api.newAccount();
            waiting(server, much, 4_999);
            SentNotices.welcome(api, much, "last@good.example");

            Answer refused =
                    api.call(
                            "accounts/users/add",
                            "account_id",
                            much,
                            "name",
                            "one-more",
                            "email",
                            "more@good.example",
                            "send_welcome",
                            true);

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.errorText()).contains("5000 mails to users of account " + much);
            SentNotices.welcome(api, other, "anna@good.example");
            assertThat(SentNotices.to(server, "anna@good.example")).hasSize(1);
        }
    }

    /** Rows of mails that wait. */
    private static void waiting(TestServer server, long account, int number) {
        server.tamper(
                "INSERT INTO notices (id, kind, account_id, user_id, message_key, recipient, lang, subject, state,"
                        + " attempts, last_answer, created_at) VALUES "
                        + IntStream.range(1_000_000, 1_000_000 + number)
                                .mapToObj(i ->
                                        "(%d, 'welcome', %d, %d, 'k%d', 'a@example.com', 'en', 's', 'new', 0, '', 0)"
                                                .formatted(i, account, i, i))
                                .collect(Collectors.joining(",")));
    }

    private static void route(Api api, String domain, int port) {
        api.call("routes/save", "domain", domain, "host", "127.0.0.1", "port", port, "tls", "never")
                .ok();
    }
}
