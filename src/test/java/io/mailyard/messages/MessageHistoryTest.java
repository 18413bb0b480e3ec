package io.mailyard.messages;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

/** What {@code messages/get} tells of mail that went to a host. */
@ParameterizedClass
@StoresOfRun
class MessageHistoryTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PASSWORD = "korrekt-Pferd-9-Batterie";

    private final FakeMailHost host = FakeMailHost.start();
    private final TestServer server;
    private final Api api;
    private final MailRoute route;

    MessageHistoryTest(StoreKind kind) {
        this.server = TestServer.start(kind);
        this.api = server.api();
        this.route = MailRoute.to(api, host.port());
        awaitSynced();
    }

    private void awaitSynced() {
        Await.until(() -> {
            Tree status = api.call("nodes/mta/status", "id", 1).ok().at("data");
            return status.at("synced").flag() && status.at("running").flag();
        });
    }

    @AfterEach
    void close() {
        server.close();
        host.close();
    }

    private long send(String to) {
        return Long.parseLong(route.send(to, "life").ok().at("data.message_id").text());
    }

    private Tree when(long id, String state) {
        Await.until(() -> message(id).at("states").at(state).number() == 1);
        return message(id);
    }

    private Tree message(long id) {
        return api.call("messages/get", "id", id).ok().at("data");
    }

    private static List<String> events(Tree message) {
        return message.at("events").items().stream()
                .map(event -> event.at("event").text())
                .toList();
    }

    @Test
    void deliveredMail_isShownWithTheHostsAnswer() {
        Tree message = when(send("anna@recipient.example"), "delivered");

        assertThat(events(message)).containsExactly("send", "deliv");
        Tree to = message.at("to.0");
        assertThat(to.at("sender_id").number()).isEqualTo(route.sender());
        assertThat(to.at("attempts").number()).isEqualTo(1);
        assertThat(to.at("ip").text()).isEqualTo("127.0.0.1");
        assertThat(to.at("host").text()).contains(":" + host.port());
        assertThat(to.at("answer").text()).startsWith("250");
        assertThat(message.at("events.1.email").text()).isEqualTo("anna@recipient.example");
        assertThat(message.at("events.1.answer").text()).startsWith("250");
    }

    @Test
    void softBounce_isShownAndRetried() {
        host.at("RCPT", new Does.Says("451 4.2.0 the mailbox is busy"));

        Tree message = when(send("anna@recipient.example"), "retry");

        assertThat(events(message)).containsExactly("send", "sbounce");
        assertThat(message.at("events.1.answer").text()).contains("451 4.2.0");
        assertThat(message.at("events.1.attempt").number()).isEqualTo(1);
        assertThat(message.at("to.0.next_attempt_at").text())
                .isGreaterThan(message.at("accepted_at").text());
    }

    @Test
    void hardBounce_isShownAndSuppressesTheAddress() {
        host.at("RCPT", 1, new Does.Says("550 5.1.1 no such user here"));

        Tree message = when(send("gone@recipient.example"), "bounced");
        assertThat(events(message)).containsExactly("send", "hbounce");

        Tree next = when(send("gone@recipient.example"), "bounced");
        assertThat(events(next)).containsExactly("send", "suppress");
        assertThat(host.messages()).isEmpty();
        Tree row = api.call("suppressions/list", "account_id", route.account()).ok().at("data.0");
        assertThat(row.at("class").text()).isEqualTo("hard");
        assertThat(row.at("source").text()).isEqualTo("bounce");
        assertThat(row.at("answer").text()).isEqualTo("550 5.1.1 no such user here");
        assertThat(row.at("message_id").number()).isEqualTo(message.at("id").number());
        assertThat(row.at("expires_at").text()).isNotEmpty();
        assertThat(
                        api.call("suppressions/list", "email", "gone@recipient.example")
                                .at("total_count")
                                .number())
                .as("one account's bounce decides for that account alone")
                .isZero();
    }

    @Test
    void hardBounces_ofTwoAccounts_suppressForAll() {
        host.at("RCPT TO:<gone@", new Does.Says("550 5.1.1 no such user here"));
        MailRoute second = MailRoute.to(api, host.port());
        MailRoute third = MailRoute.to(api, host.port());
        awaitSynced();
        when(send("gone@recipient.example"), "bounced");

        Tree other = when(sent(second), "bounced");
        assertThat(events(other))
                .as("one account's bounce decides for nobody else")
                .containsExactly("send", "hbounce");

        assertThat(events(when(sent(third), "bounced"))).containsExactly("send", "suppress");
        Tree row =
                api.call("suppressions/list", "email", "gone@recipient.example").ok().at("data.0");
        assertThat(row.at("account_id").nothing()).isTrue();
        assertThat(row.at("class").text()).isEqualTo("hard");
        assertThat(row.at("expires_at").text()).isNotEmpty();
    }

    private static long sent(MailRoute by) {
        return Long.parseLong(
                by.send("GONE@recipient.example", "life").ok().at("data.message_id").text());
    }

    @Test
    void hold_isShownWithItsReason() {
        api.call("senders/queue/hold", "id", route.sender(), "reason", "a full moon").ok();

        Tree message = when(send("anna@recipient.example"), "hold");

        assertThat(message.at("to.0.stands_for").text()).isEqualTo("held: a full moon");
        assertThat(message.at("to.0.stands_since").text()).isNotEmpty();
        api.call("accounts/freeze", "id", route.account()).ok();
        assertThat(message(message.at("id").number()).at("to.0.stands_for").text())
                .isEqualTo("account frozen");
    }

    @Test
    void lock_isNamedWhereMailWaitsForIt() {
        String name = Api.unique("slow down");
        long rule =
                api.call("lock_rules/save", "name", name, "pattern", "^421 .*your IP").savedId();
        api.call("senders/akmta/save", "id", route.sender(), "lock_rules", List.of(rule)).ok();
        awaitSynced();
        host.at("RCPT", 1, new Does.Says("421 4.7.0 too many connections from your IP"));
        when(send("anna@recipient.example"), "retry");

        Tree waiting = when(send("bert@recipient.example"), "new");

        Await.until(
                () -> !message(waiting.at("id").number()).at("to.0.stands_for").text().isEmpty());
        Tree to = message(waiting.at("id").number()).at("to.0");
        assertThat(to.at("stands_for").text())
                .startsWith("locked until ")
                .contains(
                        "lock rule '" + name + "'", "421 4.7.0 too many connections from your IP");
        assertThat(to.at("state").text()).isEqualTo("new");
        assertThat(to.at("stands_for").text())
                .contains(to.at("next_attempt_at").text().substring(0, 16));
    }

    @Test
    void submittedMail_arrivesUnchanged() {
        api.newUser(route.account(), "anna", "password", PASSWORD);
        String name = "anna@" + route.accountName();
        String body = "Subject: =?utf-8?q?=C3=84?=\r\nBcc: x@y.example\r\n\r\n..dot\r\nПривет\r\n";
        try (RawSmtp client = RawSmtp.signedIn(server.submission(), name, PASSWORD)) {
            assertThat(client.mail("anna@shop.example", "bert@recipient.example", body))
                    .startsWith("250");
        }
        FakeMailHost.Message taken = host.awaitMessages(1, SOON).getFirst();
        String text = new String(taken.raw(), StandardCharsets.UTF_8);
        assertThat(text)
                .contains("Received: from client.example ([127.0.0.1])")
                .contains("Subject: =?utf-8?q?=C3=84?=\r\n")
                .contains("\r\n\r\n.dot\r\nПривет\r\n")
                .doesNotContain("x@y.example");
    }
}
