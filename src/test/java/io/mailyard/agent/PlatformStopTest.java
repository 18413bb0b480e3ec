package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.RawSmtp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

/**
 * The emergency stop of the whole platform, against a running server, its engine and a mail host.
 */
@ParameterizedClass
@StoresOfRun
class PlatformStopTest {
    private static final String PASSWORD = "korrekt-Pferd-9-Batterie";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final StoreKind kind;
    private final FakeMailHost host = FakeMailHost.start();
    private final TestServer server;
    private Api api;
    private final MailRoute route;

    PlatformStopTest(StoreKind kind) {
        this.kind = kind;
        this.server = TestServer.start(kind, "queue.thaw-ramp=0s");
        this.api = server.api();
        this.route = MailRoute.to(api, host.port());
        Await.until(() -> api.call("nodes/mta/status", "id", 1).ok().at("data.synced").flag());
    }

    @AfterEach
    void close() {
        server.close();
        host.close();
    }

    private Answer stop(Object... more) {
        Object[] all = new Object[more.length + 2];
        all[0] = "reason";
        all[1] = "a test";
        System.arraycopy(more, 0, all, 2, more.length);
        return api.call("platform/stop", all);
    }

    private Tree status() {
        return api.call("platform/status").ok().at("data");
    }

    private Answer send() {
        return route.sendAt(api, "someone@recipient.example", "hello");
    }

    private long held() {
        return api.call("accounts/queue/stats", "id", route.account())
                .ok()
                .at("data.0.hold")
                .number();
    }

    private void awaitDelivered(int messages) {
        host.awaitMessages(messages, SOON);
        Await.until(() -> route.ledger(api).at("delivered").number() == messages);
        assertThat(route.ledger(api).at("balanced").flag()).isTrue();
        assertThat(host.messages()).hasSize(messages);
    }

    @Test
    void stoppedMail_isSuspendedAcrossARestart_andGoesOnWhenItIsResumed() {
        send().ok();
        awaitDelivered(1);
        stop().ok();
        for (int i = 0; i < 3; i++) {
            send().ok();
        }
        Await.until(() -> held() == 3);

        server.restart("queue.thaw-ramp=0s");
        api = server.api();
        assertThat(status().at("stopped").flag()).isTrue();
        assertThat(status().at("reason").text()).isEqualTo("a test");
        send().ok();
        Await.until(() -> held() == 4);
        assertThat(host.messages()).hasSize(1);

        Tree resumed = api.call("platform/resume").ok().at("data");
        assertThat(resumed.at("stopped").flag()).isFalse();
        awaitDelivered(5);
        assertThat(held()).isZero();
    }

    @Test
    void anAttemptBeforeData_isGivenUpAndTheReceiptTellsOfEachNode() {
        CountDownLatch gate = new CountDownLatch(1);
        host.without("PIPELINING").at("RCPT", 1, new Does.WaitsFor(gate));
        send().ok();
        host.awaitCommand("RCPT", 1, SOON);

        stop().ok();
        gate.countDown();

        Tree receipt = status().at("receipts.0");
        assertThat(receipt.at("kind").text()).isEqualTo("platform");
        assertThat(receipt.at("nodes").items())
                .extracting(node -> node.at("node_id").number())
                .contains(1L);
        Await.until(() -> status().at("receipts.0.complete").flag());
        assertThat(status().at("receipts.0.complete_at").text()).isNotEmpty();
        Await.until(() -> held() == 1);
        assertThat(host.commands()).doesNotContain("DATA");
        api.call("platform/resume").ok();
        awaitDelivered(1);
    }

    @Test
    void mailThatIsNotToBeAccepted_isRefusedForNow() {
        stop("acceptance", "refuse").ok();

        Answer refused = send();
        assertThat(refused.error()).isEqualTo(503);
        assertThat(refused.errorText()).contains("no mail is accepted at the moment");
        assertThat(route.ledger(api).at("accepted").number()).isZero();

        String mail = "From: a@b.example\r\nSubject: x\r\n\r\nx";
        api.newUser(route.account(), "anna", "password", PASSWORD);
        try (RawSmtp smtp =
                RawSmtp.signedIn(server.submission(), "anna@" + route.accountName(), PASSWORD)) {
            assertThat(smtp.ask("MAIL FROM:<a@b.example>")).startsWith("451 4.3.2 ");
            stop("acceptance", "accept").ok();
            smtp.ask("MAIL FROM:<a@b.example>", 250);
            smtp.ask("RCPT TO:<c@recipient.example>", 250);
            smtp.ask("DATA", 354);
            stop("acceptance", "refuse").ok();
            assertThat(smtp.ask(mail + "\r\n.")).startsWith("451 4.3.2 ");
            assertThat(route.ledger(api).at("accepted").number()).isZero();
        }

        stop("acceptance", "accept").ok();
        send().ok();
        assertThat(status().at("acceptance").text()).isEqualTo("accept");
        api.call("platform/resume").ok();
        awaitDelivered(1);
    }

    @Test
    void stopWithAnEnd_endsByItself() {
        stop("until", Instant.now().plusSeconds(2).toString()).ok();
        send().ok();
        assertThat(status().at("stopped").flag()).isTrue();

        Await.until(() -> !status().at("stopped").flag());
        awaitDelivered(1);
        Tree audit = api.call("audit/list", "object_type", "platform").ok().at("data");
        assertThat(audit.items())
                .extracting(row -> row.at("action").text() + " " + row.at("actor").text())
                .contains("platform.resume system:resume");
    }

    @Test
    void everyServer_obeysTheStopWithinASecond() {
        if (kind != StoreKind.POSTGRESQL) {
            return;
        }
        try (TestServer other = server.beside("queue.thaw-ramp=0s")) {
            Api there = other.api();
            stop("acceptance", "refuse").ok();
            Instant called = Instant.now();
            Await.until(
                    () -> route.sendAt(there, "someone@recipient.example", "hello").error() == 503);
            assertThat(Duration.between(called, Instant.now())).isLessThan(Duration.ofSeconds(2));
            assertThat(there.call("platform/status").ok().at("data.stopped").flag()).isTrue();
            there.call("platform/resume").ok();
            Await.until(() -> send().error() == 0);
        }
    }

    @Test
    void badCallsAndDryRuns_changeNothing() {
        long account = route.account();
        Api bound = api.newToken("scopes", List.of("write"), "account_ids", List.of(account)).api();
        for (String call : List.of("stop", "resume", "status")) {
            assertThat(bound.call("platform/" + call, "reason", "x").error())
                    .as(call)
                    .isEqualTo(403);
        }
        assertThat(api.call("platform/stop").error()).isEqualTo(400);
        assertThat(api.call("platform/stop", "reason", " \t").errorText())
                .isEqualTo("reason: must not be blank");
        assertThat(stop("acceptance", "perhaps").error()).isEqualTo(400);
        assertThat(stop("until", "2001-01-01T00:00:00Z").error()).isEqualTo(400);
        assertThat(stop("unknown", 1).error()).isEqualTo(400);
        assertThat(api.call("platform/resume").error()).isEqualTo(409);

        Answer dry = api.with("Prefer", "dry-run").call("platform/stop", "reason", "x").ok();
        assertThat(dry.at("data.stopped").flag()).isTrue();
        assertThat(dry.at("touches.accounts").number()).isNotNegative();
        assertThat(status().at("stopped").flag()).isFalse();
        Answer refused = api.with("Prefer", "dry-run").call("platform/resume");
        assertThat(refused.text()).isEqualTo(api.call("platform/resume").text());
        send().ok();
        awaitDelivered(1);

        stop().ok();
        Answer resumed = api.with("Prefer", "dry-run").call("platform/resume").ok();
        assertThat(resumed.at("data.stopped").flag()).isFalse();
        assertThat(resumed.at("changes.0.action").text()).isEqualTo("platform.resume");
        assertThat(status().at("stopped").flag()).isTrue();
    }

    @Test
    void aNodeThatHoldsMail_isPendingUntilItReports() {
        PlainNode node = PlainNode.of(server).open();
        PlainNode.Sends mail = node.sends();
        mail.send("someone@recipient.example");
        Await.until(() -> !node.lease().isEmpty());

        stop().ok();

        assertThat(status().at("receipts.0.complete").flag()).isFalse();
        Tree stops = node.ok("sync", PlainNode.sync(0)).at("stops");
        long seq = stops.items().getLast().at("seq").number();
        mail.send("later@recipient.example");
        assertThat(node.lease()).isEmpty();
        node.ok("receipt", PlainNode.receipt(seq));
        Await.until(() -> status().at("receipts.0.complete").flag());

        api.call("platform/resume").ok();
        Await.until(() -> !node.lease().isEmpty());
    }
}
