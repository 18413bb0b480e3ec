package io.mailyard.smtp;

import static io.mailyard.smtp.Talk.HELLO;
import static io.mailyard.smtp.Talk.SOON;
import static io.mailyard.smtp.Talk.client;
import static io.mailyard.smtp.Talk.envelope;
import static io.mailyard.smtp.Talk.one;
import static io.mailyard.smtp.Talk.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.smtp.RecipientOutcome.ConnectionLost;
import io.mailyard.smtp.RecipientOutcome.RecipientAccepted;
import io.mailyard.smtp.RecipientOutcome.RecipientDeferred;
import io.mailyard.smtp.RecipientOutcome.RecipientRefused;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does.Says;
import io.mailyard.testing.FakeMailHost.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpClientTest {
    private final FakeMailHost host = FakeMailHost.start();

    @AfterEach
    void closeHost() {
        host.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void message_arrivesAsItWas(boolean pipelining) {
        if (!pipelining) {
            host.without("PIPELINING");
        }
        byte[] content = ascii("A: b\r\n\r\n.\r\n..two\nlone\n.\nend");

        List<RecipientOutcome> outcomes =
                client().send(to(host), envelope("b@b.example", "c@c.example"), content);

        assertThat(outcomes).hasSize(2).allMatch(outcome -> outcome instanceof RecipientAccepted);
        Message message = host.awaitMessages(1, SOON).getFirst();
        assertThat(message.helo()).isEqualTo("client.example");
        assertThat(message.sender()).isEqualTo("a@a.example");
        assertThat(message.mailParameters()).isEqualTo("SIZE=32");
        assertThat(message.recipients()).containsExactly("b@b.example", "c@c.example");
        assertThat(new String(message.raw(), StandardCharsets.US_ASCII))
                .isEqualTo("A: b\r\n\r\n.\r\n..two\r\nlone\r\n.\r\nend\r\n");
        assertThat(host.commands()).endsWith("QUIT");
    }

    @Test
    void message_cannotEndItself() {
        byte[] content =
                ascii("A: b\n\nx\n.\nMAIL FROM:<evil@e.example>\r.\r\nRCPT TO:<v@v>\n\r\n.\r");

        assertThat(client().send(to(host), envelope("b@b.example"), content).getFirst())
                .isInstanceOf(RecipientAccepted.class);
        assertThat(host.awaitMessages(1, SOON)).hasSize(1);
        assertThat(host.commands()).noneMatch(command -> command.contains("evil"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void recipients_haveEachTheirOwnOutcome(boolean pipelining) {
        if (!pipelining) {
            host.without("PIPELINING");
        }
        host.at("RCPT TO:<later@", new Says("450 4.2.1 busy"));
        host.at("RCPT TO:<no@", new Says("550-5.1.1 nobody\n550 5.1.1 of that name"));

        List<RecipientOutcome> outcomes =
                client().send(
                                to(host),
                                envelope("no@b.example", "b@b.example", "later@b.example"),
                                HELLO);

        assertThat(outcomes.get(0)).isInstanceOf(RecipientRefused.class);
        assertThat(outcomes.get(0).text()).isEqualTo("550 5.1.1 nobody 5.1.1 of that name (RCPT)");
        assertThat(outcomes.get(1)).isInstanceOf(RecipientAccepted.class);
        assertThat(outcomes.get(2))
                .isEqualTo(
                        new RecipientDeferred(
                                SmtpStage.RCPT, new SmtpReply(450, List.of("4.2.1 busy"))));
        assertThat(host.messages().getFirst().recipients()).containsExactly("b@b.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "RCPT", "DATA", "."})
    void refusal_namesItsStage(String command) {
        host.at(command, new Says("554 5.7.1 no"));
        SmtpStage stage = command.equals(".") ? SmtpStage.END : SmtpStage.valueOf(command);

        RecipientOutcome pipelined = one(client(), host);
        host.without("PIPELINING");
        RecipientOutcome stepwise = one(client(), host);

        RecipientRefused refused =
                new RecipientRefused(stage, new SmtpReply(554, List.of("5.7.1 no")));
        assertThat(pipelined).isEqualTo(refused);
        assertThat(stepwise).isEqualTo(refused);
        assertThat(host.messages()).isEmpty();
    }

    @Test
    void allRefusedButDataTaken_getsAnEmptyMessage() throws IOException {
        host.at("RCPT", new Says("550 no")).at("DATA", new Says("354 go on"));
        host.at(".", new Says("554 no valid recipients"));

        try (SmtpSession session = session(client())) {
            assertThat(session.send(envelope("b@b.example"), HELLO).getFirst())
                    .isInstanceOf(RecipientRefused.class);
            host.asUsual();
            assertThat(session.send(envelope("c@c.example"), HELLO).getFirst())
                    .isInstanceOf(RecipientAccepted.class);
        }
        assertThat(host.connections()).isEqualTo(1);
    }

    @Test
    void session_carriesManyMessagesAndRecoversFromRefusals() {
        host.at("RCPT TO:<no@", new Says("550 no"));
        host.without("PIPELINING");
        try (SmtpSession session = session(client())) {
            for (int i = 0; i < 5; i++) {
                assertThat(session.send(envelope("no@b.example"), HELLO).getFirst())
                        .isInstanceOf(RecipientRefused.class);
                assertThat(session.send(envelope("b@b.example"), HELLO).getFirst())
                        .isInstanceOf(RecipientAccepted.class);
            }
            assertThat(session.isOpen()).isTrue();
        }
        assertThat(host.messages()).hasSize(5).allMatch(message -> message.connection() == 1);
        assertThat(host.commands()).filteredOn("RSET"::equals).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "RCPT", "DATA", "."})
    void closingReply_endsTheSession(String command) {
        host.at(command, new Says("421 4.3.2 going down"));
        try (SmtpSession session = session(client())) {
            List<RecipientOutcome> outcomes =
                    session.send(envelope("b@b.example", "c@c.example"), HELLO);

            assertThat(outcomes.getFirst()).isInstanceOf(RecipientDeferred.class);
            assertThat(outcomes.getLast())
                    .isInstanceOf(
                            command.equals("RCPT")
                                    ? RecipientOutcome.TransactionLost.class
                                    : RecipientDeferred.class);
            assertThat(session.isOpen()).isFalse();
            assertThatThrownBy(() -> session.send(envelope("b@b.example"), HELLO))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void oldHost_isGreetedByHelo() {
        host.at("EHLO", new Says("502 5.5.1 what?"));

        assertThat(one(client(), host)).isInstanceOf(RecipientAccepted.class);
        assertThat(host.commands())
                .startsWith("CONNECT", "EHLO client.example", "HELO client.example");
        assertThat(host.messages().getFirst().mailParameters()).isEmpty();
    }

    @Test
    void withoutAHostName_ehloUsesTheAddress() {
        SmtpClient client =
                new SmtpClient(
                        new SmtpConfig(
                                "",
                                TlsRule.NEVER,
                                TlsContexts.verifying(),
                                null,
                                Timeouts.RFC_5321));

        assertThat(one(client, host)).isInstanceOf(RecipientAccepted.class);
        assertThat(host.messages().getFirst().helo()).isEqualTo("[127.0.0.1]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "EHLO"})
    void busyHost_defersAll(String command) {
        host.at(command, new Says("421 4.3.2 busy"));

        assertThat(one(client(), host)).isInstanceOf(RecipientDeferred.class);
    }

    @Test
    void refusedConnection_failsAtConnect() throws IOException {
        int free;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = taken.getLocalPort();
        }
        RecipientOutcome outcome =
                client().send(Endpoint.of("127.0.0.1", free), envelope("b@b.example"), HELLO)
                        .getFirst();

        assertThat(outcome).isInstanceOf(ConnectionLost.class);
        assertThat(outcome.text())
                .contains("connection to 127.0.0.1 port " + free)
                .endsWith("(CONNECT)");
    }

    @Test
    void unknownName_isBrokenAtConnect() {
        RecipientOutcome outcome =
                client().send(Endpoint.of("nowhere.invalid", 25), envelope("b@b.example"), HELLO)
                        .getFirst();

        assertThat(outcome)
                .isEqualTo(
                        new ConnectionLost(
                                SmtpStage.CONNECT, "the name nowhere.invalid cannot be found"));
    }

    @Test
    void bind_choosesOurAddress() throws IOException {
        Endpoint endpoint =
                new Endpoint(
                        "localhost",
                        InetAddress.getLoopbackAddress(),
                        host.port(),
                        InetAddress.ofLiteral("127.0.0.5"));
        SmtpClient nameless =
                new SmtpClient(
                        new SmtpConfig(
                                "",
                                TlsRule.NEVER,
                                TlsContexts.verifying(),
                                null,
                                Timeouts.RFC_5321));

        nameless.send(endpoint, envelope("b@b.example"), HELLO);

        assertThat(host.awaitMessages(1, SOON).getFirst().helo()).isEqualTo("[127.0.0.5]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "b@b.example>\r\nDATA",
                "b@b.example\nRSET",
                "b b@b.example",
                "<b@b.example>",
                "b@b.example\u0085",
                "nobody",
                ""
            })
    void address_cannotCarryACommand(String address) {
        assertThatThrownBy(() -> envelope(address)).isInstanceOf(IllegalArgumentException.class);
    }

    private SmtpSession session(SmtpClient client) {
        return switch (client.open(to(host))) {
            case OpenResult.SessionOpened ready -> ready.session();
            case OpenResult.SessionClosed closed ->
                    throw new AssertionError(closed.outcome().text());
        };
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
