package io.mailyard.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.RawSmtp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Mail by SMTP into a real server's queue. */
@ParameterizedClass
@EnumSource
class SubmittedTest {
    private static final String PASSWORD = "korrekt-Pferd-9-Batterie";
    private static final String HEADER = "From: a@b.example\r\nSubject: x\r\n";

    private final TestServer server;
    private final Api api;
    private final long account;
    private final String name;

    SubmittedTest(StoreKind kind) {
        this.server = TestServer.of(kind);
        this.api = server.api();
        String accountName = Api.unique("smtp");
        this.account = api.newAccount("name", accountName);
        this.name = "anna@" + accountName;
        api.newUser(account, "anna", "password", PASSWORD);
    }

    private RawSmtp client() {
        return RawSmtp.signedIn(server.submission(), name, PASSWORD);
    }

    private Answer list() {
        return api.call("messages/list", "account_id", account, "order", "desc").ok();
    }

    @Test
    void message_isInTheQueueBefore250() {
        try (RawSmtp client = client()) {
            String reply =
                    client.mail("a@b.example", "c@d.example", HEADER + "X-Campaign-Id: 9\r\n\r\nx");
            assertThat(reply).startsWith("250 2.0.0 accepted as ");

            Tree message = list().at("data.0");
            assertThat(reply).contains(" as " + message.at("id").number() + " for 1");
            assertThat(message.at("source").text()).isEqualTo("smtp");
            assertThat(message.at("submitter").text()).isEqualTo(name);
            assertThat(message.at("campaign_id").number()).isEqualTo(9);
        }
    }

    @Test
    void tariffLimit_is452AndTheSessionContinues() {
        long tariff =
                api.call("tariffs/save", "name", Api.unique("t"), "messages_per_month", 1)
                        .savedId();
        api.call("accounts/save", "id", account, "tariff", tariff).ok();
        try (RawSmtp client = client()) {
            assertThat(client.mail("a@b.example", "c@d.example", HEADER)).startsWith("250");
            assertThat(client.mail("a@b.example", "c@d.example", HEADER)).startsWith("452 4.5.3");
            api.call("tariffs/save", "id", tariff, "messages_per_month", 2).ok();
            assertThat(client.mail("a@b.example", "c@d.example", HEADER)).startsWith("250");
        }
        assertThat(list().at("total_count").number()).isEqualTo(2);
    }

    @Test
    void stateChangeWithinAMessage_applies() {
        try (RawSmtp client = client()) {
            for (String[] step :
                    new String[][] {
                        {"freeze", "451 4.7.1", "unfreeze"},
                        {"deactivate", "550 5.7.1", "activate"},
                        {"delete", "550 5.7.1", "restore"}
                    }) {
                client.ask("MAIL FROM:<a@b.example>", 250);
                client.ask("RCPT TO:<c@d.example>", 250);
                client.ask("DATA", 354);
                api.call("accounts/" + step[0], "id", account).ok();
                assertThat(client.ask(HEADER + "\r\nx\r\n.")).startsWith(step[1]);
                api.call("accounts/" + step[2], "id", account).ok();
            }
            assertThat(list().at("total_count").number()).isZero();
            assertThat(client.mail("a@b.example", "c@d.example", HEADER)).startsWith("250");
        }
    }

    @Test
    void tenThousandRecipients_areOneMessage() {
        try (RawSmtp client = client()) {
            client.ask("MAIL FROM:<a@b.example>", 250);
            client.send(
                    IntStream.range(0, 10_000)
                            .mapToObj(i -> "RCPT TO:<r" + i + "@d" + i % 50 + ".example>\r\n")
                            .collect(Collectors.joining()));
            for (int i = 0; i < 10_000; i++) {
                client.expect(250);
            }
            client.ask("RCPT TO:<more@d.example>", 452);
            client.ask("DATA", 354);
            assertThat(client.ask(HEADER + "\r\nx\r\n.")).endsWith(" for 10000");
        }
        Tree message = list().at("data.0");
        assertThat(message.at("recipients").number()).isEqualTo(10_000);
        assertThat(message.at("states.hold").number()).isEqualTo(10_000);
    }

    @Test
    void largeMessage_isAcceptedWhole() {
        byte[] line = ("x".repeat(998) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        int lines = 20_000;
        try (RawSmtp client = client()) {
            client.ask("MAIL FROM:<a@b.example> SIZE=20000100", 250);
            client.ask("RCPT TO:<c@d.example>", 250);
            client.ask("DATA", 354);
            client.send(HEADER + "\r\n");
            for (int i = 0; i < lines; i++) {
                client.send(line);
            }
            client.ask(".", 250);
        }
        assertThat(list().at("data.0.size").number()).isGreaterThan(1000L * lines);
    }
}
