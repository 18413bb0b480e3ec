package io.mailyard.notices;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does.HangsUp;
import io.mailyard.testing.FakeMailHost.Does.Says;
import io.mailyard.testing.FakeMailHost.Does.Stalls;
import io.mailyard.testing.FakeMailHost.Does.Waits;
import io.mailyard.testing.FakeMailHost.Message;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

/** The platform's own mail by a relay: from the call that causes it to what became of it. */
@ParameterizedClass
@StoresOfRun
class PlatformMailTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String ANNA = "anna@users.example";

    private final StoreKind kind;
    private final FakeMailHost relay = FakeMailHost.start();
    private final List<TestServer> servers = new ArrayList<>();

    PlatformMailTest(StoreKind kind) {
        this.kind = kind;
    }

    @AfterEach
    void close() {
        servers.reversed().forEach(TestServer::close);
        relay.close();
    }

    private String[] settings(String... more) {
        List<String> pairs =
                new ArrayList<>(
                        List.of(
                                "submission.listen=",
                                "mail.relay.host=127.0.0.1",
                                "mail.relay.port=" + relay.port(),
                                "mail.from=Mailyard <post@mail.example>",
                                "mail.retry-first=20ms",
                                "mail.retry-longest=50ms",
                                "webhooks.private-networks=allow"));
        pairs.addAll(List.of(more));
        return pairs.toArray(String[]::new);
    }

    private TestServer server(String... more) {
        TestServer server = TestServer.start(kind, settings(more));
        servers.add(server);
        return server;
    }

    @Test
    void queuedMail_isSentAndItsContentDeleted() {
        TestServer server = server("mail.relay.helo=relay-client.example");
        Api api = server.api();

        SentNotices.welcome(api, api.newAccount(), ANNA);

        Message message = relay.awaitMessages(1, SOON).getFirst();
        assertThat(message.helo()).isEqualTo("relay-client.example");
        assertThat(message.sender()).isEqualTo("post@mail.example");
        assertThat(message.recipients()).containsExactly(ANNA);
        assertThat(new String(message.raw(), StandardCharsets.US_ASCII))
                .contains("From: Mailyard <post@mail.example>\r\n", "/password/");
        SentNotices.Notice notice = SentNotices.await(server, ANNA, "sent");
        assertThat(notice.attempts()).isEqualTo(1);
        assertThat(notice.answer()).isEqualTo("250 2.0.0 taken");
        assertThat(server.rows("contents")).isEmpty();
        assertThat(server.rows("notice_words")).isEmpty();
        assertThat(SentNotices.metric(api, "mailyard_notices_queued_total")).isEqualTo(1);
        assertThat(SentNotices.metric(api, "mailyard_notices_sent_total")).isEqualTo(1);
    }

    @Test
    void dryRunAndRefusal_sendNothing() {
        TestServer server = server();
        Api api = server.api();
        long account = api.newAccount();
        api.with("Prefer", "dry-run")
                .call(
                        "accounts/users/add",
                        "account_id",
                        account,
                        "name",
                        "dry",
                        "email",
                        "dry@users.example",
                        "send_welcome",
                        true)
                .ok();
        SentNotices.welcome(api, account, ANNA);

        SentNotices.await(server, ANNA, "sent");
        assertThat(relay.messages()).hasSize(1);
        assertThat(SentNotices.to(server, "dry@users.example")).isEmpty();
        assertThat(SentNotices.metric(api, "mailyard_notices_queued_total")).isEqualTo(1);
    }

    @Test
    void deferred_isTriedAgainWithinTheLongestWait() {
        TestServer server = server();
        relay.at(".", 1, new HangsUp());
        relay.at("RCPT", 4, new Says("451 4.3.0 later"));

        SentNotices.welcome(server.api(), server.api().newAccount(), ANNA);

        relay.awaitMessages(1, SOON);
        assertThat(SentNotices.await(server, ANNA, "sent").attempts()).isEqualTo(6);
        assertThat(SentNotices.metric(server.api(), "mailyard_notices_deferred_total"))
                .isEqualTo(5);
    }

    @Test
    void refused_failsAndTellsTheAdministrator() {
        try (FakeEndpoint webhook = FakeEndpoint.start()) {
            TestServer server = server();
            Api api = server.api();
            api.call(
                            "webhooks/save",
                            "url",
                            webhook.url("/"),
                            "events",
                            List.of("platform.mail_failed", "hbounce", "undeliv"))
                    .ok();
            relay.at("RCPT", new Says("550 5.1.1 nobody of that name"));

            SentNotices.welcome(api, api.newAccount(), ANNA);

            SentNotices.Notice notice = SentNotices.await(server, ANNA, "failed");
            assertThat(notice.answer()).isEqualTo("550 5.1.1 nobody of that name");
            assertThat(server.rows("contents")).isEmpty();
            assertThat(server.rows("suppressions")).isEmpty();
            assertThat(SentNotices.metric(api, "mailyard_notices_failed_total")).isEqualTo(1);
            assertThat(relay.messages()).isEmpty();
            assertThat(webhook.awaitRequests(1).getFirst().text())
                    .contains(
                            "platform.mail_failed",
                            "the welcome mail to " + ANNA + " failed: 550 5.1.1 nobody");
            assertThat(webhook.requests()).hasSize(1);
        }
    }

    @Test
    void loginRefused_waitsForTheOperator() {
        TestServer server = server();
        relay.at("MAIL", 2, new Says("530 5.7.0 log in first"));

        SentNotices.welcome(server.api(), server.api().newAccount(), ANNA);

        // a refusal at MAIL is tried from another address of this machine at once, where there is
        // one
        assertThat(SentNotices.await(server, ANNA, "sent").attempts()).isBetween(2L, 3L);
    }

    @Test
    void login_isShownToTheRelay() {
        relay.withLogin("PLAIN", "mailyard", "s3cret");
        TestServer server =
                server(
                        "mail.relay.starttls=never",
                        "mail.relay.login=mailyard",
                        "mail.relay.password=s3cret");

        SentNotices.welcome(server.api(), server.api().newAccount(), ANNA);

        assertThat(relay.awaitMessages(1, SOON).getFirst().login()).isEqualTo("mailyard");
        assertThat(server.dump().text()).doesNotContain("s3cret");
    }

    @Test
    void expiredMail_fails() {
        TestServer server = server("mail.retry-for=3s");
        relay.at("MAIL", new Says("451 4.3.0 later"));

        SentNotices.welcome(server.api(), server.api().newAccount(), ANNA);

        SentNotices.Notice notice = SentNotices.await(server, ANNA, "failed");
        assertThat(notice.answer()).isEqualTo("given up; last: 451 4.3.0 later");
        assertThat(notice.attempts()).isGreaterThanOrEqualTo(2);
        assertThat(server.rows("contents")).isEmpty();
    }

    @Test
    void restart_sendsRemainingMail() {
        TestServer server = server();
        relay.without("PIPELINING").at("MAIL", new Stalls());
        SentNotices.welcome(server.api(), server.api().newAccount(), ANNA);
        relay.awaitCommand("MAIL", 1, SOON);

        server.restart(relay::asUsual, settings());

        relay.awaitMessages(1, SOON);
        assertThat(SentNotices.await(server, ANNA, "sent").attempts()).isEqualTo(1);
        assertThat(relay.messages()).hasSize(1);
    }

    @Test
    void severalProcesses_sendEachMailOnce() {
        TestServer server = server();
        TestServer other = server;
        if (kind == StoreKind.POSTGRESQL) {
            other = server.beside(settings());
            servers.add(other);
        }
        long account = server.api().newAccount();
        for (int i = 0; i < 30; i++) {
            Api api = i % 2 == 0 ? server.api() : server.api().at(other);
            SentNotices.welcome(api, account, "u" + i + "@users.example");
        }

        relay.awaitMessages(30, SOON);
        for (int i = 0; i < 30; i++) {
            SentNotices.await(server, "u" + i + "@users.example", "sent");
        }
        assertThat(relay.messages())
                .extracting(message -> message.recipients().getFirst())
                .hasSize(30)
                .doesNotHaveDuplicates();
    }

    @Test
    void laterMail_replacesOneThatWaits() {
        TestServer server = server("mail.retry-first=1h", "mail.retry-longest=1h");
        Api api = server.api();
        long account = api.newAccount();
        relay.at("MAIL", 1, new Says("451 4.3.0 later"));
        api.newUser(account, "anna", "email", ANNA, "send_welcome", true);
        Await.until(() -> SentNotices.to(server, ANNA).getFirst().attempts() == 1);

        api.call("accounts/users/send_welcome", "account_id", account, "name", "anna").ok();

        SentNotices.await(server, ANNA, "sent");
        Await.until(() -> SentNotices.to(server, ANNA).getFirst().state().equals("failed"));
        assertThat(SentNotices.to(server, ANNA).getFirst().answer())
                .isEqualTo("replaced by a later one");
        assertThat(relay.messages()).hasSize(1);
        assertThat(server.rows("contents")).isEmpty();
    }

    @Test
    void mailUnderWay_isNotTriedAgainOnceReplaced() {
        TestServer server = server();
        Api api = server.api();
        long account = api.newAccount();
        relay.at("MAIL", 1, new Waits(Duration.ofMillis(500)));
        relay.at("RCPT TO:<" + ANNA, new Says("451 4.3.0 later"));
        api.newUser(account, "anna", "email", ANNA, "send_welcome", true);
        relay.awaitCommand("MAIL", 1, SOON);

        api.call(
                        "accounts/users/update",
                        "account_id",
                        account,
                        "name",
                        "anna",
                        "email",
                        "new@x.example")
                .ok();
        api.call("accounts/users/send_welcome", "account_id", account, "name", "anna").ok();

        SentNotices.await(server, "new@x.example", "sent");
        Await.until(() -> SentNotices.to(server, ANNA).getFirst().state().equals("failed"));
        assertThat(relay.messages().getFirst().recipients()).containsExactly("new@x.example");
        assertThat(relay.messages()).hasSize(1);
    }

    @Test
    void deletedUser_getsNoMailAnyMore() {
        TestServer server = server("mail.retry-first=1s", "mail.retry-longest=1s");
        Api api = server.api();
        long account = api.newAccount();
        relay.at("MAIL", 1, new Says("451 4.3.0 later"));
        api.newUser(account, "anna", "email", ANNA, "send_welcome", true);
        Await.until(() -> SentNotices.to(server, ANNA).getFirst().attempts() == 1);

        api.call("accounts/users/delete", "account_id", account, "name", "anna").ok();

        assertThat(SentNotices.to(server, ANNA)).isEmpty();
        Await.until(() -> server.rows("contents").isEmpty());
        SentNotices.welcome(api, account, "boris@users.example");
        SentNotices.await(server, "boris@users.example", "sent");
        assertThat(relay.messages()).hasSize(1);
    }
}
