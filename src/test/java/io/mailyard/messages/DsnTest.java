package io.mailyard.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

/** {@code delivery.dsn}: what did not arrive is told to the envelope sender by mail, or is not. */
@ParameterizedClass
@StoresOfRun
class DsnTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String SENDER = "sender@sender.example";

    private final FakeMailHost host = FakeMailHost.start();
    private final TestServer server;
    private final Api api;
    private final MailRoute route;

    DsnTest(StoreKind kind) {
        this.server =
                TestServer.start(
                        kind,
                        "delivery.dsn=mail",
                        "delivery.dsn-limit=2",
                        "submission.name=mail.house.example");
        this.api = server.api();
        this.route = MailRoute.to(api, host.port());
        settled();
        host.at("RCPT TO:<gone", new Does.Says("550 5.1.1 no such user here"));
    }

    @AfterEach
    void close() {
        server.close();
        host.close();
    }

    private void settled() {
        Await.until(() -> status().at("synced").flag() && status().at("running").flag());
    }

    private Tree status() {
        return server.api().call("nodes/mta/status", "id", 1).ok().at("data");
    }

    /** Changes the sender, and waits until the node sends by it. */
    private void saveSender(String member, Object value) {
        long before = status().at("revision").number();
        api.call("senders/akmta/save", "id", route.sender(), member, value).ok();
        Await.until(() -> status().at("revision").number() > before);
        settled();
    }

    private void send(Object to) {
        server.api()
                .withToken(route.token())
                .call(
                        "/api/v1.1/messages/send",
                        "from",
                        SENDER,
                        "to",
                        to,
                        "subject",
                        "Your order",
                        "text",
                        "Hello.")
                .ok();
    }

    private Tree ledger() {
        return route.ledger(server.api());
    }

    private void awaitLedger(String member, long recipients) {
        Await.until(() -> ledger().at(member).number() >= recipients);
        assertThat(ledger().at(member).number()).isEqualTo(recipients);
        assertThat(ledger().at("balanced").flag()).isTrue();
    }

    private static String text(FakeMailHost.Message message) {
        return new String(message.raw(), StandardCharsets.UTF_8);
    }

    private String metrics() {
        return server.api().send("GET", "/metrics", "", "").text();
    }

    @Test
    void dsn_goesToTheSubmittedSenderWhateverTheReturnPath() {
        saveSender("return_path_domain", "bounces.example");

        send("gone@recipient.example");

        FakeMailHost.Message told = host.awaitMessages(1, SOON).getFirst();
        assertThat(host.commands())
                .anyMatch(line -> line.startsWith("MAIL FROM:<bounces+"))
                .anyMatch(line -> line.startsWith("MAIL FROM:<>"));
        assertThat(told.sender()).isEmpty();
        assertThat(told.recipients()).containsExactly(SENDER);
        assertThat(text(told))
                .contains("multipart/report", "report-type=delivery-status")
                .contains("Reporting-MTA: dns; mail.house.example\r\n")
                .contains("Final-Recipient: rfc822; gone@recipient.example\r\n")
                .contains("Action: failed\r\nStatus: 5.1.1\r\nRemote-MTA: dns; ")
                .contains("Diagnostic-Code: smtp; 550 5.1.1 no such user here\r\n")
                .contains("Subject: Your order\r\n")
                .doesNotContain("Hello.");
        awaitLedger("delivered", 1);
        assertThat(ledger().at("accepted").number()).isEqualTo(2);
        assertThat(ledger().at("bounced").number()).isEqualTo(1);
        Answer newest =
                api.call("messages/list", "account_id", route.account(), "order", "desc").ok();
        assertThat(newest.at("data.0.source").text()).isEqualTo("dsn");
        assertThat(newest.at("data.0.envelope_from").text()).isEmpty();
    }

    @Test
    void bouncedDsn_causesNoDsn() {
        host.at("RCPT", new Does.Says("550 5.7.1 not you"));

        send("anna@recipient.example");

        awaitLedger("bounced", 2);
        assertThat(ledger().at("accepted").number()).isEqualTo(2);
        assertThat(ledger().at("queued").number()).isZero();
    }

    @Test
    void exhaustedRetries_causeADsnWithTheLastAnswer() {
        host.at("RCPT TO:<busy", new Does.Says("451 4.2.0 mailbox busy"));
        long rule =
                api.call("retry_rules/save", "name", Api.unique("never"), "retries", 0).savedId();
        saveSender("retry_rule", rule);

        send("busy@recipient.example");

        assertThat(text(host.awaitMessages(1, SOON).getFirst()))
                .contains("Status: 4.2.0\r\n", "Diagnostic-Code: smtp; 451 4.2.0 mailbox busy\r\n");
        awaitLedger("expired", 1);
    }

    @Test
    void suppressedRecipients_causeOneDsnAtOnce() {
        for (String address : List.of("no@recipient.example", "never@recipient.example")) {
            api.call("suppressions/add", "account_id", route.account(), "email", address).ok();
        }

        send(List.of("no@recipient.example", "yes@recipient.example", "never@recipient.example"));

        List<FakeMailHost.Message> taken = host.awaitMessages(2, SOON);
        FakeMailHost.Message told =
                taken.stream()
                        .filter(message -> message.sender().isEmpty())
                        .findFirst()
                        .orElseThrow();
        assertThat(text(told))
                .contains("Final-Recipient: rfc822; no@recipient.example\r\n")
                .contains("Final-Recipient: rfc822; never@recipient.example\r\n")
                .contains("Status: 5.7.1\r\nDiagnostic-Code: x-mailyard; not sent:")
                .contains("Subject: Your order\r\n")
                .doesNotContain("yes@recipient.example\r\nAction");
        awaitLedger("accepted", 4);
        awaitLedger("delivered", 2);
    }

    @Test
    void beyondTheLimit_thereAreOnlyEvents() {
        for (String name : List.of("gone1", "gone2", "gone3")) {
            send(name + "@recipient.example");
        }

        awaitLedger("bounced", 3);
        awaitLedger("delivered", 2);
        assertThat(ledger().at("accepted").number()).isEqualTo(5);
        assertThat(metrics())
                .contains("mailyard_dsn_sent_total 2.0", "mailyard_dsn_withheld_total 1.0");
    }

    @Test
    void withoutTheSetting_thereAreOnlyEvents() {
        server.restart();
        settled();

        send("gone@recipient.example");

        awaitLedger("bounced", 1);
        assertThat(ledger().at("accepted").number()).isEqualTo(1);
        assertThat(ledger().at("queued").number()).isZero();
    }
}
