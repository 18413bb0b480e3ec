package io.mailyard.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.Busy;
import io.mailyard.house.RawSmtp;
import io.mailyard.messages.Submission;
import io.mailyard.messages.Verdict;
import io.mailyard.messages.Verdict.Reason;
import io.mailyard.web.Reference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What may stand in a message, where it ends, and what is said at its end. */
class DataTest {
    private static final String HEADER = "From: anna@shop.example\r\nSubject: x\r\n";
    private static Office.User user;
    private Office office;
    private RawSmtp client;

    @BeforeAll
    static void user() {
        user = Office.newUser();
    }

    @BeforeEach
    void open() {
        office = Office.open("submission.max-size=200KiB", "submission.max-memory=1MiB");
        client = office.signedIn(user);
    }

    @AfterEach
    void close() {
        client.close();
        office.close();
    }

    private void begin() {
        client.ask("MAIL FROM:<a@b.example>", 250);
        client.ask("RCPT TO:<c@d.example>", 250);
        client.ask("DATA", 354);
    }

    /** Ends of data that are none: what is behind them must stay part of the message. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n.\n",
                "\n.\r\n",
                "\r\n.\n",
                "\r.\r",
                "\r.\r\n",
                "\r\n.\r",
                "\n\r.\r\n",
                "\r\n\r.\r\n",
                "\r\n.\r\r\n",
                "\r\n\n.\r\n",
                "\r\n.\r.\r\n",
                "\r\n..\r\r\n",
                "\r\r\n.\n",
                "\0\r\n.\n"
            })
    void smuggledEnd_isNoEndAndNothingIsAccepted(String end) {
        begin();
        client.send(HEADER + "\r\nfirst" + end + "MAIL FROM:<evil@b.example>\r\n");
        client.send("RCPT TO:<victim@d.example>\r\nDATA\r\nsmuggled\r\n.\r\nNOOP\r\n");

        assertThat(client.reply()).startsWith("550 5.6.");
        client.expect(421);
        client.expectClosed();
        assertThat(office.taken()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "\r", "\n", "a\r\r\nb", "Subject: y\nBcc: z\r\n\r\n"})
    void bareCrOrLf_is550AndEndsTheSession(String body) {
        begin();
        assertThat(client.ask(HEADER + "\r\n" + body + "\r\n.")).startsWith("550 5.6.11");
        client.expect(421);
        client.expectClosed();
        assertThat(office.taken()).isEmpty();
    }

    @Test
    void nul_is550AndTheSessionGoesOn() {
        begin();
        assertThat(client.ask(HEADER + "\r\na\0b\r\n.")).startsWith("550 5.6.0");
        assertThat(client.mail("a@b.example", "c@d.example", HEADER + "\r\nok")).startsWith("250");
    }

    @Test
    void dots_areUndone() {
        begin();
        client.ask(HEADER + "\r\n..\r\n...\r\n.a\r\na.\r\n..b\r\n.", 250);
        assertThat(office.onlyText()).endsWith("\r\n\r\n.\r\n..\r\na\r\na.\r\n.b\r\n");
    }

    @Test
    void emptyMessage_isTakenWithWhatIsMissing() {
        begin();
        client.ask(".", 250);
        assertThat(office.onlyText())
                .contains("\r\nFrom: <a@b.example>\r\n")
                .contains("\r\nDate: ")
                .endsWith("\r\n\r\n");
    }

    @Test
    void messageWithoutAnyFrom_is550() {
        client.ask("MAIL FROM:<>", 250);
        client.ask("RCPT TO:<c@d.example>", 250);
        client.ask("DATA", 354);
        assertThat(client.ask("Subject: x\r\n\r\n.")).startsWith("550 5.6.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no header at all",
                "From a mailbox file\r\nSubject: y\r\n\r\nbody",
                ": no name\r\n\r\nx",
                " continues nothing\r\n\r\nx",
                "Content-Type: multipart/mixed; boundary=x\r\n\r\n--y\r\nbroken",
                "Subject: =?utf-8?B?!!!?= =?none?Q?=FF?=\r\n\r\nx",
                "Content-Transfer-Encoding: base64\r\n\r\n????"
            })
    void malformedMessage_isTakenAsItIs(String message) {
        begin();
        client.ask(message + "\r\n.", 250);
        assertThat(office.onlyText()).contains("From: <a@b.example>").endsWith("\r\n");
        assertThat(office.onlyText().indexOf("\r\n\r\n")).isPositive();
    }

    @Test
    void fieldsOfOurs_areReadAndTakenOut() {
        begin();
        client.ask(
                HEADER
                        + "X-Campaign-ID: 12\r\n"
                        + "x-group-id:\r\n"
                        + " 987654321012\r\n"
                        + "X-Virtual-Sender: 5\r\n"
                        + "Bcc: secret@d.example,\r\n"
                        + "\tmore@d.example\r\n"
                        + "Return-Path: <x@y.example>\r\n"
                        + "X-Else: 1\r\n\r\n"
                        + "b\r\n"
                        + ".",
                250);
        Submission taken = office.taken().getFirst();
        assertThat(taken.marks())
                .isEqualTo(
                        new Submission.Marks(
                                12, 987_654_321_012L, Optional.of(new Reference.ById(5))));
        assertThat(office.onlyText())
                .contains("X-Else: 1\r\n\r\nb\r\n")
                .doesNotContainIgnoringCase("x-campaign")
                .doesNotContain("987654321012")
                .doesNotContain("secret")
                .doesNotContain("more@")
                .doesNotContain("Return-Path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Campaign-Id: many", "X-Group-Id: -1"})
    void fieldOfOursThatIsNoNumber_is550(String field) {
        begin();
        assertThat(client.ask(HEADER + field + "\r\n\r\n.")).startsWith("550 5.6.0 x-");
    }

    @Test
    void loop_is554() {
        begin();
        String hop = "Received: from a by b; Mon, 1 Jan 2024 00:00:00 +0000\r\n";
        assertThat(client.ask(hop.repeat(51) + HEADER + "\r\n.")).startsWith("554 5.4.6");
        assertThat(client.mail("a@b.example", "c@d.example", hop.repeat(50) + HEADER))
                .startsWith("250");
    }

    @Test
    void largeMessage_is552AndTheSessionGoesOn() {
        begin();
        assertThat(client.ask(HEADER + "\r\n" + "line\r\n".repeat(50_000) + "."))
                .startsWith("552 5.3.4");
        assertThat(client.mail("a@b.example", "c@d.example", HEADER + "\r\nok")).startsWith("250");
        assertThat(office.taken()).hasSize(1);
    }

    @Test
    void longLine_isTakenUpToTheLimit() {
        assertThat(
                        client.mail(
                                "a@b.example",
                                "c@d.example",
                                HEADER + "\r\n" + "x".repeat(64 << 10)))
                .startsWith("250");
        begin();
        assertThat(client.ask(HEADER + "\r\n" + "x".repeat((64 << 10) + 1) + "\r\n."))
                .startsWith("550 5.6.0");
    }

    @Test
    void eightBit_arrivesAsItWas() {
        begin();
        byte[] body = (HEADER + "\r\nПривет ÿ").getBytes(StandardCharsets.ISO_8859_1);
        client.send(body).send(new byte[] {(byte) 0xff, (byte) 0xfe}).send("\r\n.\r\n");
        client.expect(250);
        assertThat(office.taken().getFirst().message().content())
                .endsWith(new byte[] {(byte) 0xff, (byte) 0xfe, '\r', '\n'});
    }

    @ParameterizedTest
    @CsvSource({
        "FROZEN, 451 4.7.1",
        "INACTIVE, 550 5.7.1",
        "DELETED, 550 5.7.1",
        "LIMIT_REACHED, 452 4.5.3",
        "NO_RECIPIENTS, 554 5.5.1"
    })
    void refusal_isTold(Reason reason, String answer) {
        office.judge(submission -> new Verdict.Refused(reason, "because"));
        assertThat(client.mail("a@b.example", "c@d.example", HEADER)).startsWith(answer);
        client.ask("NOOP", 250);
    }

    @ParameterizedTest
    @EnumSource
    void storeAway_isTemporary(Away away) {
        office.judge(submission -> {
            throw away.failure();
        });
        assertThat(client.mail("a@b.example", "c@d.example", HEADER)).startsWith(away.answer);
        office.judge(submission -> Office.accepted(8, 1));
        assertThat(client.mail("a@b.example", "c@d.example", HEADER)).startsWith("250");
    }

    /** How a store fails. */
    enum Away {
        SILENT("451 4.3.0"),
        FULL("452 4.3.1"),
        BROKEN("451 4.3.0");

        private final String answer;

        Away(String answer) {
            this.answer = answer;
        }

        RuntimeException failure() {
            return this == BROKEN ? new IllegalStateException("a bug") : new Failure(this == FULL);
        }
    }

    private static final class Failure extends RuntimeException implements Busy {
        private final boolean full;

        Failure(boolean full) {
            this.full = full;
        }

        @Override
        public String reason() {
            return "the disk";
        }

        @Override
        public boolean full() {
            return full;
        }
    }
}
