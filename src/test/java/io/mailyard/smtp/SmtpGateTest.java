package io.mailyard.smtp;

import static io.mailyard.smtp.Talk.HELLO;
import static io.mailyard.smtp.Talk.SOON;
import static io.mailyard.smtp.Talk.client;
import static io.mailyard.smtp.Talk.envelope;
import static io.mailyard.smtp.Talk.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.smtp.OpenResult.SessionClosed;
import io.mailyard.smtp.OpenResult.SessionOpened;
import io.mailyard.smtp.RecipientOutcome.ConnectionLost;
import io.mailyard.smtp.RecipientOutcome.NotSent;
import io.mailyard.smtp.RecipientOutcome.RecipientAccepted;
import io.mailyard.smtp.RecipientOutcome.RecipientRefused;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does.CutsOff;
import io.mailyard.testing.FakeMailHost.Does.Says;
import io.mailyard.testing.FakeMailHost.Does.Stalls;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpGateTest {
    private final FakeMailHost host = FakeMailHost.start();
    private final Content hello = Content.of(HELLO);

    @AfterEach
    void closeHost() {
        host.close();
    }

    private static final class Gate implements DataGate {
        private final boolean open;
        private final List<String> calls = new ArrayList<>();

        Gate(boolean open) {
            this.open = open;
        }

        @Override
        public boolean mayStartData() {
            calls.add("open");
            return open;
        }

        @Override
        public void dataStarted() {
            calls.add("passed");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void closedGate_sendsNothingAndLeavesACleanSession(boolean pipelining) {
        if (!pipelining) {
            host.without("PIPELINING");
        }
        Gate gate = new Gate(false);
        try (SmtpSession session = opened()) {
            assertThat(session.send(envelope("b@b.example", "c@b.example"), hello, gate))
                    .containsOnly(new NotSent());
            assertThat(session.send(envelope("d@b.example"), HELLO).getFirst())
                    .isInstanceOf(RecipientAccepted.class);
        }
        assertThat(gate.calls).containsExactly("open");
        assertThat(host.messages()).hasSize(1);
        assertThat(host.commands()).filteredOn("DATA"::equals).hasSize(1);
        assertThat(host.commands()).filteredOn("RSET"::equals).hasSize(pipelining ? 0 : 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void openGate_isToldThatDataIsWritten(boolean pipelining) {
        if (!pipelining) {
            host.without("PIPELINING");
        }
        Gate gate = new Gate(true);
        try (SmtpSession session = opened()) {
            assertThat(session.send(envelope("b@b.example"), hello, gate).getFirst())
                    .isInstanceOf(RecipientAccepted.class);
        }
        assertThat(gate.calls).containsExactly("open", "passed");
    }

    @Test
    void refusedRecipient_isNotWithheld() {
        host.without("PIPELINING").at("RCPT TO:<no@", new Says("550 no"));
        try (SmtpSession session = opened()) {
            assertThat(
                            session.send(
                                    envelope("no@b.example", "b@b.example"),
                                    hello,
                                    new Gate(false)))
                    .satisfiesExactly(
                            recipientOutcome ->
                                    assertThat(recipientOutcome)
                                            .isInstanceOf(RecipientRefused.class),
                            two -> assertThat(two).isEqualTo(new NotSent()));
        }
    }

    @Test
    void reset_isSaidOnlyWhereATransactionStandsHalfDone() {
        host.at("RCPT TO:<no@", new Says("550 no"));
        try (SmtpSession session = opened()) {
            session.send(envelope("b@b.example"), HELLO);
            session.send(envelope("no@b.example"), HELLO);
            session.send(envelope("b@b.example"), HELLO);
            session.send(envelope("b@b.example"), HELLO);
        }
        assertThat(host.messages()).hasSize(3);
        assertThat(host.commands()).filteredOn("RSET"::equals).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"CONNECT,BANNER", "EHLO,EHLO"})
    void hangup_endsAGreeting(String command, SmtpStage stage) {
        host.at(command, new Stalls());
        ConversationAbort abort = new ConversationAbort();
        CompletableFuture<OpenResult> opened =
                CompletableFuture.supplyAsync(
                        () -> client().open(to(host), "h.example", TlsRule.NEVER, abort),
                        Thread::startVirtualThread);
        host.awaitCommand(command, 1, SOON);

        abort.abort();

        assertThat(opened.join())
                .isInstanceOfSatisfying(
                        SessionClosed.class,
                        closed ->
                                assertThat(closed.outcome())
                                        .isInstanceOfSatisfying(
                                                ConnectionLost.class,
                                                lost ->
                                                        assertThat(lost.stage())
                                                                // the host may see the connection
                                                                // before the client does
                                                                .isIn(stage, SmtpStage.CONNECT)));
    }

    @Test
    void hangupBefore_connectsToNobody() {
        ConversationAbort abort = new ConversationAbort();
        abort.abort();

        assertThat(client().open(to(host), "h.example", TlsRule.NEVER, abort))
                .isInstanceOf(SessionClosed.class);
        assertThat(host.commands()).isEmpty();
    }

    @Test
    void name_isOfTheConnection() {
        InetAddress own = InetAddress.ofLiteral("127.0.0.3");
        Endpoint endpoint =
                new Endpoint("mx.example", InetAddress.getLoopbackAddress(), host.port(), own);
        for (String helo : List.of("one.example", "")) {
            try (SmtpSession session =
                    ready(client().open(endpoint, helo, TlsRule.NEVER, new ConversationAbort()))) {
                session.send(envelope("b@b.example"), HELLO);
            }
        }
        assertThat(host.messages())
                .extracting(FakeMailHost.Message::helo)
                .containsExactly("one.example", "[127.0.0.3]");
    }

    /** A host that offers room for ten megabytes and means one. */
    @Test
    void earlyReplyWithinTheMessage_isRead() {
        host.at("BODY", new CutsOff("552 5.3.4 too large\r\n"));
        byte[] large = new byte[9 * 1024 * 1024];
        Arrays.fill(large, (byte) 'x');

        RecipientOutcome outcome =
                client().send(to(host), envelope("b@b.example"), large).getFirst();

        // The system may lose the words with the connection; it is never taken for sent.
        assertThat(outcome).isInstanceOfAny(RecipientRefused.class, ConnectionLost.class);
        assertThat(host.messages()).isEmpty();
    }

    private SmtpSession opened() {
        return ready(client().open(to(host)));
    }

    private static SmtpSession ready(OpenResult opened) {
        return switch (opened) {
            case SessionOpened ready -> ready.session();
            case SessionClosed closed -> throw new AssertionError(closed.outcome().text());
        };
    }
}
