package io.mailyard.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.api.Reference;
import io.mailyard.base.Retryable;
import io.mailyard.messages.AcceptanceResult;
import io.mailyard.messages.AcceptanceResult.RefusalReason;
import io.mailyard.messages.Submission;
import io.mailyard.testing.RawSmtp;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may stand in a message, where it ends, and what is said at its end. */
class DataTest {
    private static final String HEADER = "From: anna@shop.example\r\nSubject: x\r\n";
    private static SubmissionFixture.SubmissionUser user;
    private SubmissionFixture office;
    private RawSmtp client;

    @BeforeAll
    static void user() {
        user = SubmissionFixture.newUser();
    }

    @BeforeEach
    void open() {
        office = SubmissionFixture.open("submission.max-size=200KiB", "submission.max-memory=1MiB");
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
    void dotStuffing_isRemoved() {
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

    /** RFC 5322 section 3.6: readers and hosts do not agree which of two fields counts. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "From: a@b.example\\r\\nFrom: c@d.example | 2 From fields",
                "From: a@b.example\\r\\nfROM : a@b.example | 2 From fields",
                "From: a@b.example\\r\\nFrom: | 2 From fields",
                "Subject: 1\\r\\nsubject: 2\\r\\nSubject: 3 | 3 Subject fields",
                "To: a@b.example\\r\\nTo: c@d.example | 2 To fields",
                "Date: x\\r\\nDate: y\\r\\nMessage-ID: <1@x>\\r\\nMessage-Id: <2@x> | 2 Date fields, and may have one; it has 2 Message-ID fields",
                "From: not an address | its From is not a mail address: 'not an address'",
                "From: anna | is not a mail address",
                "From: <> | is not a mail address",
                "From: anna@ | is not a mail address",
                "From: @b.example | is not a mail address",
                "From: a b@b.example | is not a mail address",
                "From: <a@b.example> <c@d.example> | is not a mail address",
                "From: <a@b.example> c@d.example | is not a mail address",
                "From: Shop, Inc. <a@b.example> | is not a mail address",
                "From: \"Shop <a@b.example> | is not a mail address",
                "From: Shop (a@b.example | is not a mail address",
                "From: Shop <a@b.example | is not a mail address",
                "From: <a@b.example, c@d.example> | is not a mail address",
                "From: <a@b.example@c.example> | is not a mail address",
                "From: ,,; | is not a mail address",
                "From: undisclosed:; | is not a mail address",
                "From: =?utf-8?Q?a=40b.example?= | is not a mail address",
                "From: a@b.example, c@d.example | several addresses, and it has no Sender"
            })
    void headerThatIsAgainstTheRules_is550(String header, String reason) {
        begin();
        assertThat(client.ask(header.translateEscapes() + "\r\n\r\nx\r\n."))
                .startsWith("550 5.6.0 the message")
                .contains(reason);
        assertThat(office.taken()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a@b.example | a@b.example",
                "<a@b.example> | a@b.example",
                "Anna Berg <a@b.example> | a@b.example",
                "\"Berg, Anna <x@y.example>\" <a@b.example> | a@b.example",
                "x@y.example <a@b.example> | a@b.example",
                "Anna (at work, or so) <a@b.example> (c@d.example) | a@b.example",
                "a@b.example (Anna) | a@b.example",
                "=?utf-8?Q?Anna=2C?= Inc. <a@b.example> | a@b.example",
                "Анна <a..b@b.example> | a..b@b.example",
                "Re: us <änn@bücher.example> | änn@bücher.example",
                "\"a b\"@b.example | \"a b\"@b.example",
                "Host <root@[192.0.2.1]> | root@[192.0.2.1]",
                "Anna\\r\\n\\t<a@b.example> | a@b.example",
                "a@b.example,\\r\\nSender: c@d.example | a@b.example",
                "a@b.example, c@d.example\\r\\nSender: c@d.example | a@b.example"
            })
    void from_isReadAsTheWorldWritesIt(String from, String address) {
        begin();
        client.ask("From: " + from.translateEscapes() + "\r\n\r\nx\r\n.", 250);
        assertThat(office.taken().getFirst().message().from()).isEqualTo(address);
        assertThat(office.onlyText()).contains("\r\nFrom: " + from.translateEscapes() + "\r\n");
    }

    @Test
    void linesOfAMailboxFile_areKeptAside() {
        begin();
        client.ask(
                "From anna@shop.example Mon Jan  1 00:00:00 2024\r\n>From bert Mon Jan  1 00:00:00 2024\r\n"
                        + HEADER
                        + "\r\nFrom here on\r\n.",
                250);
        assertThat(office.onlyText())
                .contains(
                        String.join(
                                "\r\n",
                                "",
                                "X-Mailbox-Line: From anna@shop.example Mon Jan  1 00:00:00 2024",
                                "X-Mailbox-Line: >From bert Mon Jan  1 00:00:00 2024",
                                "From: anna@shop.example",
                                "Subject: x",
                                "",
                                "From here on"));
        assertThat(office.taken().getFirst().message().from()).isEqualTo("anna@shop.example");
    }

    @Test
    void longLineOfAHeader_isFoldedOrRefused() {
        String words = "word ".repeat(1000).strip();
        String list = "r@recipient.example,".repeat(200) + "\"a,b\" <z@recipient.example>";
        assertThat(
                        client.mail(
                                "a@b.example",
                                "c@d.example",
                                HEADER + "X-Words: " + words + "\r\nTo: " + list + "\r\n"))
                .startsWith("250");
        String text = office.onlyText();
        assertThat(text.lines()).allMatch(line -> line.length() <= 998);
        assertThat(text.replace("\r\n ", " ")).contains("X-Words: " + words + "\r\n");
        assertThat(text.replace("\r\n ", "")).contains("To: " + list + "\r\n");

        assertThat(
                        client.mail(
                                "a@b.example",
                                "c@d.example",
                                HEADER + "X-Long: " + "x".repeat(991) + "\r\n"))
                .startsWith("550 5.6.0 ")
                .contains("x-long has a line of 999 octets");
        assertThat(
                        client.mail(
                                "a@b.example",
                                "c@d.example",
                                HEADER + "X-Long: " + "x".repeat(990) + "\r\n"))
                .startsWith("250");
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
        assertThat(taken.tags())
                .isEqualTo(
                        new Submission.MessageTags(
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
    void eightBitText_arrivesUnchanged() {
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
    void refusal_hasItsText(RefusalReason reason, String answer) {
        office.judge(submission -> new AcceptanceResult.MessageRefused(reason, "because"));
        assertThat(client.mail("a@b.example", "c@d.example", HEADER)).startsWith(answer);
        client.ask("NOOP", 250);
    }

    @ParameterizedTest
    @EnumSource
    void unreachableStore_is451(Away away) {
        office.judge(submission -> {
            throw away.failure();
        });
        assertThat(client.mail("a@b.example", "c@d.example", HEADER)).startsWith(away.answer);
        office.judge(submission -> SubmissionFixture.accepted(8, 1));
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

    private static final class Failure extends RuntimeException implements Retryable {
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
