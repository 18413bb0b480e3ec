package io.mailyard.notices;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.outcomes.Ledger;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does;
import io.mailyard.testing.FakeMailHost.Does.Says;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

/**
 * The platform's own mail where nothing is configured: it goes out without a relay, and no call
 * shows, counts, stops or reaches it, nor its account and sender.
 */
@ParameterizedClass
@StoresOfRun
class PlatformMailHiddenTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String ANNA = "anna@users.example";

    private final FakeMailHost host = FakeMailHost.start();
    private TestServer server;
    private Api api;

    PlatformMailHiddenTest(StoreKind kind) {
        this.server = TestServer.start(kind, "queue.thaw-ramp=0s");
        this.api = server.api();
        MailRoute.route(api, host.port());
    }

    @AfterEach
    void close() {
        server.close();
        host.close();
    }

    private void restart(String... settings) {
        server.restart(settings);
        api = server.api();
    }

    @Test
    void freshInstall_sendsWithNothingConfigured() {
        SentNotices.welcome(api, api.newAccount(), ANNA);

        FakeMailHost.Message mail = host.awaitMessages(1, SOON).getFirst();
        assertThat(mail.recipients()).containsExactly(ANNA);
        assertThat(mail.sender()).matches("mailyard@.+");
        assertThat(text(mail)).contains("From: Mailyard <" + mail.sender() + ">\r\n");
        assertThat(mail.helo()).isNotEmpty();
        SentNotices.await(server, ANNA, "sent");
    }

    @Test
    void mailThatWaits_isInNoListNorCount() {
        host.at("MAIL", new Says("451 4.3.0 later"));
        long account = api.newAccount();
        SentNotices.welcome(api, account, ANNA);
        Await.until(() -> SentNotices.to(server, ANNA).getFirst().attempts() > 0);

        assertThat(api.call("messages/list").ok().at("total_count").number()).isZero();
        assertThat(api.call("messages/list", "order", "desc").ok().at("data").items()).isEmpty();
        assertThat(api.call("accounts/list").ok().at("data").items()).hasSize(1);
        assertThat(api.call("senders/list").ok().at("data").items()).isEmpty();
        assertThat(api.call("nodes/list").ok().at("data").items()).hasSize(1);
        for (String figure :
                List.of("accepted", "delivered", "bounced", "expired", "purged", "queued")) {
            assertThat(api.call("ledger/get").ok().at("data." + figure).number())
                    .as(figure)
                    .isZero();
        }
        String metrics = api.send("GET", "/metrics", "", "").text();
        assertThat(
                        metrics.lines()
                                .filter(line -> line.matches("mailyard_(queue|mail|ledger)_.*"))
                                .filter(line -> !line.matches(".* (0|0\\.0)$"))
                                .filter(line -> !line.startsWith("mailyard_queue_leases")))
                .isEmpty();
        assertThat(
                        api.with("Prefer", "dry-run")
                                .call("platform/stop", "reason", "what if")
                                .ok()
                                .at("touches.messages")
                                .number())
                .isZero();
        try (var database = server.database()) {
            List<String> faults = new ArrayList<>();
            Ledger.Reconciled reconciled = Ledger.reconcile(database, faults::add, _ -> {});
            assertThat(faults).isEmpty();
            assertThat(reconciled.recipients()).isZero();
            assertThat(reconciled.messages()).isZero();
        }
    }

    @Test
    void idsOfAccounts_haveNoGaps() {
        for (int i = 0; i < 3; i++) {
            SentNotices.welcome(api, api.newAccount(), "u" + i + "@users.example");
        }
        host.awaitMessages(3, SOON);
        MailRoute route = MailRoute.to(api, host.port());
        Await.until(() -> api.call("nodes/mta/status", "id", 1).ok().at("data.synced").flag());

        Answer sent = route.send("someone@recipient.example", "first").ok();

        assertThat(route.account()).isEqualTo(4);
        assertThat(route.sender()).isEqualTo(1);
        host.awaitMessages(4, SOON);
        Await.until(() -> route.ledger(api).at("delivered").number() == 1);
        Answer list = api.call("messages/list").ok();
        assertThat(list.at("total_count").number()).isEqualTo(1);
        assertThat(list.at("data.0.id").number()).isEqualTo(1);
        assertThat(sent.text()).contains("1");
        assertThat(api.call("ledger/get").ok().at("data.accepted").number()).isEqualTo(1);
        assertThat(api.call("messages/get", "id", 1).ok().at("data.to.0.id").number()).isEqualTo(1);
    }

    @Test
    void callsWithItsIds_are404() {
        SentNotices.welcome(api, api.newAccount(), ANNA);
        SentNotices.await(server, ANNA, "sent");
        List<String> paths =
                List.of(
                        "accounts/get",
                        "accounts/freeze",
                        "accounts/unfreeze",
                        "accounts/activate",
                        "accounts/deactivate",
                        "accounts/delete",
                        "accounts/restore",
                        "accounts/queue/stats",
                        "accounts/queue/hold",
                        "accounts/queue/release",
                        "accounts/queue/purge",
                        "senders/akmta/get",
                        "senders/delete",
                        "senders/undelete",
                        "senders/queue/stats",
                        "senders/queue/hold",
                        "senders/queue/release",
                        "senders/queue/purge",
                        "nodes/get",
                        "nodes/mta/status",
                        "nodes/mta/deactivate",
                        "nodes/delete",
                        "messages/get");
        for (String path : paths) {
            for (long id : List.of(0L, -1L, -(1L << 62) + 1)) {
                Answer its = api.call(path, "id", id);
                Answer none = api.call(path, "id", -77);
                assertThat(its.error()).as(path + " " + id).isEqualTo(none.error()).isNotZero();
                assertThat(its.errorText().replaceFirst("^id: " + id + " ", "id: -77 "))
                        .as(path)
                        .isEqualTo(none.errorText());
            }
        }
        for (String path : List.of("ledger/get", "messages/list", "accounts/users/list")) {
            assertThat(api.call(path, "account_id", 0).error()).as(path).isNotZero();
        }
    }

    @Test
    void platformStop_stopsItToo() {
        api.call("platform/stop", "reason", "a test", "acceptance", "refuse").ok();
        SentNotices.welcome(api, api.newAccount(), ANNA);
        restart("queue.thaw-ramp=0s");
        SentNotices.welcome(api, api.newAccount(), "boris@users.example");

        assertThat(SentNotices.to(server, ANNA).getFirst().attempts()).isZero();
        assertThat(host.connections()).isZero();
        api.call("platform/resume").ok();
        host.awaitMessages(2, SOON);
    }

    @Test
    void platformStopUnderWay_takesItBackBeforeData() {
        CountDownLatch gate = new CountDownLatch(1);
        host.without("PIPELINING").at("RCPT", 1, new Does.WaitsFor(gate));
        SentNotices.welcome(api, api.newAccount(), ANNA);
        host.awaitCommand("RCPT", 1, SOON);

        api.call("platform/stop", "reason", "a test").ok();
        gate.countDown();

        Await.until(() -> api.call("platform/status").ok().at("data.receipts.0.complete").flag());
        assertThat(api.call("platform/status").ok().at("data.receipts.0.nodes").items())
                .noneMatch(node -> node.at("node_id").number() == 0);
        assertThat(host.commands()).doesNotContain("DATA");
        api.call("platform/resume").ok();
        host.awaitMessages(1, SOON);
        assertThat(SentNotices.await(server, ANNA, "sent").attempts()).isEqualTo(1);
    }

    @Test
    void suppressedAddress_getsItAnyway() {
        api.call("suppressions/add", "email", ANNA, "reason", "asked").ok();

        SentNotices.welcome(api, api.newAccount(), ANNA);

        host.awaitMessages(1, SOON);
        SentNotices.await(server, ANNA, "sent");
    }

    @Test
    void platformKeyOfItsDomain_signsIt() {
        restart("mail.from=Mailyard <post@platform.example>", "queue.thaw-ramp=0s");
        api.call(
                        "keys/save",
                        "name",
                        "platform",
                        "algorithm",
                        "ed25519",
                        "domain",
                        "platform.example",
                        "selector",
                        "s1",
                        "state",
                        "active")
                .ok();

        SentNotices.welcome(api, api.newAccount(), ANNA);

        assertThat(text(host.awaitMessages(1, SOON).getFirst()).replaceAll("\\r\\n\\s+", " "))
                .contains("DKIM-Signature:", "d=platform.example", "s=s1");
    }

    @Test
    void muchMailOfAccounts_doesNotDelayIt() {
        restart("delivery.max-connections=20");
        MailRoute much = MailRoute.to(api, host.port());
        Await.until(() -> api.call("nodes/mta/status", "id", 1).ok().at("data.synced").flag());
        List<String> recipients = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            recipients.add("r" + i + "@d" + i + ".example");
        }
        host.at("MAIL FROM:<sender@sender.example>", new Does.Stalls());
        api.withToken(much.token())
                .call(
                        "/api/v1.1/messages/send",
                        "from",
                        "sender@sender.example",
                        "to",
                        recipients,
                        "subject",
                        "much",
                        "text",
                        "Hello.")
                .ok();
        host.awaitCommand("MAIL FROM:<sender@sender.example>", 10, SOON);

        long began = System.nanoTime();
        SentNotices.welcome(api, api.newAccount(), ANNA);

        host.awaitMessages(1, SOON);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void nodeThatIsSwitchedOff_doesNotStopIt() {
        api.call("nodes/mta/deactivate", "id", 1).ok();

        SentNotices.welcome(api, api.newAccount(), ANNA);

        host.awaitMessages(1, SOON);
    }

    private static String text(FakeMailHost.Message mail) {
        return new String(mail.raw(), StandardCharsets.ISO_8859_1);
    }
}
