package io.mailyard.smtp;

import static io.mailyard.smtp.Talk.HELLO;
import static io.mailyard.smtp.Talk.client;
import static io.mailyard.smtp.Talk.envelope;
import static io.mailyard.smtp.Talk.impatient;
import static io.mailyard.smtp.Talk.one;
import static io.mailyard.smtp.Talk.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.smtp.RecipientOutcome.ConnectionLost;
import io.mailyard.smtp.RecipientOutcome.RecipientAccepted;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does.CutsOff;
import io.mailyard.testing.FakeMailHost.Does.HangsUp;
import io.mailyard.testing.FakeMailHost.Does.Says;
import io.mailyard.testing.FakeMailHost.Does.Stalls;
import io.mailyard.testing.FakeMailHost.Does.Waits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpFaultsTest {
    private static final Duration SHORTLY = Duration.ofMillis(300);

    private static final Duration SHORT = Duration.ofMillis(700);

    private final FakeMailHost host = FakeMailHost.start();

    @AfterEach
    void closeHost() {
        host.close();
    }

    @ParameterizedTest
    @CsvSource({"CONNECT,BANNER", "EHLO,EHLO", "MAIL,MAIL", "RCPT,RCPT", "DATA,DATA", ".,END"})
    void stallingHost_timesOut(String command, SmtpStage stage) {
        host.without("PIPELINING").at(command, new Stalls());
        long begun = System.nanoTime();

        RecipientOutcome outcome = one(impatient(SHORT), host);

        assertThat(outcome).isEqualTo(new ConnectionLost(stage, "no answer within 700 ms"));
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(SHORT, Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource({"CONNECT,BANNER", "EHLO,EHLO", "MAIL,MAIL", "RCPT,RCPT", "DATA,DATA", ".,END"})
    void disconnect_failsAtItsStage(String command, SmtpStage stage) {
        host.without("PIPELINING").at(command, new HangsUp());

        assertThat(one(client(), host))
                .isInstanceOfSatisfying(
                        ConnectionLost.class, lost -> assertThat(lost.stage()).isEqualTo(stage));
    }

    @Test
    void hostThatTakesNothing_endsInTime() {
        host.at("BODY", new Stalls());
        byte[] large = new byte[9 * 1024 * 1024];
        Arrays.fill(large, (byte) 'x');

        RecipientOutcome outcome =
                impatient(SHORT).send(to(host), envelope("b@b.example"), large).getFirst();

        assertThat(outcome)
                .isEqualTo(new ConnectionLost(SmtpStage.BODY, "no answer within 700 ms"));
        assertThat(SmtpStage.BODY.mayHaveBeenTaken()).isFalse();
    }

    @Test
    void recipientSettledBeforeTheBreak_keepsItsOutcome() {
        host.at("RCPT TO:<no@", new Says("550 no")).at(".", new HangsUp());

        List<RecipientOutcome> outcomes =
                client().send(to(host), envelope("no@b.example", "b@b.example"), HELLO);

        assertThat(outcomes.getFirst()).isInstanceOf(RecipientOutcome.RecipientRefused.class);
        assertThat(outcomes.getLast())
                .isEqualTo(new ConnectionLost(SmtpStage.END, "the host closed the connection"));
        assertThat(SmtpStage.END.mayHaveBeenTaken()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400 Bad Request",
                "",
                "22",
                "2200 four digits",
                "220x",
                "920 no such kind",
                "220-one\n221 another",
                "354 go on"
            })
    void banner_thatIsNone_isBroken(String banner) {
        host.at("CONNECT", new Says(banner));

        assertThat(one(client(), host))
                .isInstanceOfSatisfying(
                        ConnectionLost.class,
                        lost -> assertThat(lost.stage()).isEqualTo(SmtpStage.BANNER));
    }

    @Test
    void hugeAnswers_areCutShort() {
        host.at("CONNECT", 1, new Says("220 " + "x".repeat(5_000_000)));
        assertThat(one(client(), host).text()).contains("too long");

        host.at("CONNECT", 1, new Says("220-x\n".repeat(500_000) + "220 x"));
        assertThat(one(client(), host).text()).contains("too long");

        host.at("EHLO", 1, new Says(("250-" + "x".repeat(2000) + "\n").repeat(50) + "250 x"));
        assertThat(one(client(), host).text()).contains("too long");
    }

    @Test
    void cutAnswer_isBroken() {
        host.at("MAIL", new CutsOff("250 o"));

        assertThat(one(client(), host))
                .isEqualTo(new ConnectionLost(SmtpStage.MAIL, "the host closed the connection"));
    }

    @Test
    void answer_isHarmlessWhenShown() {
        host.at("MAIL", new Says("550 \u001b[31mred\u0007 and ж"));

        assertThat(one(client(), host).text()).isEqualTo("550 ?[31mred? and ж (MAIL)");
    }

    @Test
    void slowHost_isWaitedFor() {
        host.at("MAIL", new Waits(Duration.ofMillis(300)))
                .at(".", new Waits(Duration.ofMillis(300)));

        assertThat(one(client(), host)).isInstanceOf(RecipientAccepted.class);
    }

    @Test
    void quitUnanswered_changesNothing() {
        host.at("QUIT", new Stalls());

        assertThat(one(impatient(SHORT), host)).isInstanceOf(RecipientAccepted.class);
    }

    @Test
    void whatTheHostLacks_isOurRefusal() {
        host.without("8BITMIME").without("SMTPUTF8").without("SIZE").offering("SIZE 1000");
        byte[] eightBit = "A: b\r\n\r\nж".getBytes(StandardCharsets.UTF_8);

        assertThat(refusal("b@b.example", eightBit).enhanced()).isEqualTo("5.6.3");
        assertThat(refusal("ж@b.example", HELLO).enhanced()).isEqualTo("5.6.7");
        assertThat(refusal("b@b.example", new byte[1001]).enhanced()).isEqualTo("5.3.4");
        assertThat(host.commands()).noneMatch(command -> command.startsWith("MAIL"));
    }

    @Test
    void whatTheHostHas_isAskedFor() {
        byte[] eightBitHeader = "A: ж\r\n\r\nж".getBytes(StandardCharsets.UTF_8);

        client().send(to(host), envelope("ж@b.example"), eightBitHeader);

        assertThat(host.messages().getFirst().mailParameters())
                .isEqualTo("SIZE=13 BODY=8BITMIME SMTPUTF8");
        assertThat(host.messages().getFirst().recipients()).containsExactly("ж@b.example");
    }

    private SmtpReply refusal(String recipient, byte[] content) {
        RecipientOutcome outcome = client().send(to(host), envelope(recipient), content).getFirst();
        return ((RecipientOutcome.Unsendable) outcome).reply();
    }

    /**
     * A domain that stalls holds a connection for as long as a silent one does, not for minutes.
     */
    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "EHLO", "MAIL", "RCPT", "DATA"})
    void hostThatNeverAnswered_hasAShortTimeout(String command) {
        host.without("PIPELINING").at(command, new Stalls());
        long begun = System.nanoTime();

        OpenResult opened =
                client().open(
                                to(host),
                                "h.example",
                                TlsRule.NEVER,
                                new ConversationAbort(),
                                SHORTLY,
                                Conversation.unrecorded());
        RecipientOutcome outcome =
                switch (opened) {
                    case OpenResult.SessionClosed closed -> closed.outcome();
                    case OpenResult.SessionOpened ready ->
                            ready.session().send(envelope("b@b.example"), HELLO).getFirst();
                };

        assertThat(outcome).isInstanceOf(ConnectionLost.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void hostThatAnsweredBefore_hasTheStandardTimeout() {
        OpenResult opened =
                client().open(
                                to(host),
                                "h.example",
                                TlsRule.NEVER,
                                new ConversationAbort(),
                                SHORTLY,
                                Conversation.unrecorded());
        assertThat(opened).isInstanceOf(OpenResult.SessionOpened.class);
        try (SmtpSession session = ((OpenResult.SessionOpened) opened).session()) {
            session.send(envelope("b@b.example"), HELLO);
            host.at("MAIL", new FakeMailHost.Does.Waits(SHORTLY.multipliedBy(3)));

            assertThat(session.send(envelope("c@b.example"), HELLO).getFirst())
                    .isInstanceOf(RecipientOutcome.RecipientAccepted.class);
        }
    }

    @Test
    void envelope_hasALimitAsAWhole() {
        host.without("PIPELINING").at("RCPT", new FakeMailHost.Does.Waits(SHORTLY));
        SmtpClient client =
                client(
                        TlsRule.NEVER,
                        null,
                        Timeouts.RFC_5321.withMessage(SHORTLY.multipliedBy(2), 500));
        String[] many =
                IntStream.range(0, 50).mapToObj(i -> "b" + i + "@b.example").toArray(String[]::new);
        long begun = System.nanoTime();

        List<RecipientOutcome> outcomes = client.send(to(host), envelope(many), HELLO);

        assertThat(outcomes.getLast()).isInstanceOf(ConnectionLost.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isLessThan(SHORTLY.multipliedBy(20));
    }
}
