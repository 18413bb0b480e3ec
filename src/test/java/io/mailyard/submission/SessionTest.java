package io.mailyard.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.messages.Submission;
import io.mailyard.testing.RawSmtp;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of SMTP, their order, and what they refuse. */
class SessionTest {
    private static final String HEADER = "From: Anna <anna@shop.example>\r\nSubject: x\r\n\r\n";
    private static SubmissionFixture.SubmissionUser user;
    private SubmissionFixture office;

    @BeforeAll
    static void user() {
        user = SubmissionFixture.newUser();
    }

    @BeforeEach
    void open() {
        office = SubmissionFixture.open("submission.max-recipients=100");
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void ehlo_tellsWhatIsServed() {
        try (RawSmtp client = RawSmtp.connect(office.address())) {
            assertThat(client.ask("EHLO client.example"))
                    .contains("250-mx.example greets client.example")
                    .contains("250-PIPELINING")
                    .contains("250-8BITMIME")
                    .contains("250-SMTPUTF8")
                    .contains("250-ENHANCEDSTATUSCODES")
                    .contains("250-SIZE 52428800")
                    .endsWith("250 AUTH PLAIN LOGIN")
                    .doesNotContain("STARTTLS");
            assertThat(client.ask("HELO client.example")).isEqualTo("250 mx.example");
        }
    }

    @Test
    void message_isHandedOverWithItsEnvelope() {
        try (RawSmtp client = office.signedIn(user)) {
            client.ask("MAIL FROM:<anna@shop.example> SIZE=300 BODY=8BITMIME", 250);
            client.ask("RCPT TO:<Bert@Beispiel.EXAMPLE>", 250);
            client.ask("RCPT TO:<@relay.example,@b.example:\"c d\"@example.com>", 250);
            client.ask("DATA", 354);

            String reply = client.ask(HEADER + "Hallo Bert.\r\n..\r\n.x\r\n.");

            assertThat(reply).isEqualTo("250 2.0.0 accepted as 7 for 2");
            client.ask("QUIT", 221);
            client.expectClosed();
        }
        Submission taken = office.taken().getFirst();
        assertThat(taken.account().value()).isEqualTo(user.account());
        assertThat(taken.submitter()).isEqualTo(user.name());
        assertThat(taken.envelopeFrom()).isEqualTo("anna@shop.example");
        assertThat(taken.to())
                .extracting(Object::toString)
                .containsExactly("Bert@beispiel.example", "\"c d\"@example.com");
        assertThat(taken.message().from()).isEqualTo("anna@shop.example");
        assertThat(taken.message().subject()).isEqualTo("x");
        assertThat(office.onlyText())
                .startsWith(
                        "Received: from client.example ([127.0.0.1])\r\n"
                                + "\tby mx.example with ESMTPA id ")
                .contains("\r\nMessage-ID: <" + taken.message().messageId() + ">\r\n")
                .contains("\r\nDate: ")
                .contains("\r\nFrom: Anna <anna@shop.example>\r\n")
                .endsWith("\r\n\r\nHallo Bert.\r\n.\r\nx\r\n");
    }

    @Test
    void pipelinedCommands_areAnsweredInOrder() {
        try (RawSmtp client = office.signedIn(user)) {
            client.send(
                    String.join(
                            "\r\n",
                            "MAIL FROM:<a@b.example>",
                            "RCPT TO:<c@d.example>",
                            "RCPT TO:<nobody>",
                            "DATA",
                            ""));
            client.expect(250);
            client.expect(250);
            client.expect(553);
            client.expect(354);
            client.send(HEADER + "one\r\n.\r\nMAIL FROM:<>\r\nRSET\r\nQUIT\r\n");
            client.expect(250);
            client.expect(250);
            client.expect(250);
            client.expect(221);
        }
        assertThat(office.taken()).hasSize(1);
    }

    @Test
    void order_isKept() {
        try (RawSmtp client = RawSmtp.connect(office.address())) {
            client.ask("MAIL FROM:<a@b.example>", 503);
            client.ask("AUTH PLAIN " + RawSmtp.plain(user.name(), SubmissionFixture.PASSWORD), 503);
            client.ask("EHLO client.example", 250);
            client.ask("MAIL FROM:<a@b.example>", 530);
            client.ask("RCPT TO:<a@b.example>", 503);
            client.ask("DATA", 503);
            client.ask("AUTH PLAIN " + RawSmtp.plain(user.name(), SubmissionFixture.PASSWORD), 235);
            client.ask("AUTH PLAIN " + RawSmtp.plain(user.name(), SubmissionFixture.PASSWORD), 503);
            client.ask("MAIL FROM:<a@b.example>", 250);
            client.ask("MAIL FROM:<a@b.example>", 503);
            client.ask("DATA", 554);
            client.ask("RCPT TO:<a@b.example>", 250);
            client.ask("RSET", 250);
            client.ask("RCPT TO:<a@b.example>", 503);
            client.ask("MAIL FROM:<a@b.example>", 250);
            client.ask("EHLO again.example", 250);
            client.ask("DATA", 503);
        }
        assertThat(office.taken()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NOOP | 250",
                "noop | 250",
                "NOOP anything | 250",
                "VRFY anna | 252",
                "EXPN all | 502",
                "HELP | 214",
                "BDAT 10 | 502",
                "XYZZY | 500",
                "'' | 500",
                "EHLO | 501",
                "EHLO ä | 501",
                "STARTTLS | 502",
                "AUTH CRAM-MD5 | 504",
                "AUTH | 504",
                "AUTH PLAIN !!! | 501",
                "AUTH PLAIN eA== | 501"
            })
    void command_isAnswered(String line, int code) {
        try (RawSmtp client = RawSmtp.greeted(office.address())) {
            client.ask(line, code);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MAIL FROM:<> | 250 2.1.0",
                "MAIL FROM: <a@b.example> | 250",
                "mail from:<a@b.example> body=7bit auth=<> | 250",
                "MAIL FROM:a@b.example | 501 5.5.4",
                "MAIL FROM:<a@b.example>SIZE=1 | 501",
                "MAIL TO:<a@b.example> | 501",
                "MAIL | 501",
                "MAIL FROM:<a@b.example | 501",
                "MAIL FROM:<ab.example> | 553 5.1.7",
                "MAIL FROM:<a@-b.example> | 553",
                "MAIL FROM:<a b@b.example> | 553",
                "MAIL FROM:<a@[192.0.2.1]> | 553",
                "MAIL FROM:<a@b.example> SIZE=52428801 | 552 5.3.4",
                "MAIL FROM:<a@b.example> SIZE=99999999999999999999 | 552",
                "MAIL FROM:<a@b.example> SIZE=x | 501",
                "MAIL FROM:<a@b.example> SIZE=1 SIZE=1 | 501",
                "MAIL FROM:<a@b.example> BODY=BINARYMIME | 501",
                "MAIL FROM:<a@b.example> RET=FULL | 555 5.5.4",
                "MAIL FROM:<ä@b.example> | 550 5.6.7",
                "MAIL FROM:<ä@bücher.example> SMTPUTF8 | 250"
            })
    void mail_isCheckedStrictly(String line, String answer) {
        try (RawSmtp client = office.signedIn(user)) {
            assertThat(client.ask(line)).startsWith(answer);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RCPT TO:<a@b.example> | 250 2.1.5",
                "RCPT TO:<> | 553 5.1.3",
                "RCPT TO:<postmaster> | 553",
                "RCPT TO:<a@b.example> NOTIFY=NEVER | 555",
                "RCPT TO:<a@b..example> | 553",
                "RCPT TO:<a..b@b.example> | 250",
                "RCPT TO:<.a.@b.example> | 250",
                "RCPT TO:<..@b.example> | 553",
                "RCPT TO:<@b.example> | 553",
                "RCPT TO:<a@b.example>> | 501",
                "RCPT TO:<ü@b.example> | 553 5.6.7",
                "RCPT TO:<a@bücher.example> | 553 5.6.7"
            })
    void recipient_isCheckedStrictly(String line, String answer) {
        try (RawSmtp client = office.signedIn(user)) {
            client.ask("MAIL FROM:<a@b.example>", 250);
            assertThat(client.ask(line)).startsWith(answer);
        }
    }

    @Test
    void internationalAddresses_areTakenWithSmtpUtf8() {
        try (RawSmtp client = office.signedIn(user)) {
            client.ask("MAIL FROM:<änn@bücher.example> SMTPUTF8", 250);
            client.ask("RCPT TO:<почта@пример.example>", 250);
            client.ask("DATA", 354);
            client.ask("Subject: Привет\r\n\r\nx\r\n.", 250);
        }
        Submission taken = office.taken().getFirst();
        assertThat(taken.envelopeFrom()).isEqualTo("änn@xn--bcher-kva.example");
        assertThat(taken.to().getFirst().domain()).isEqualTo("xn--e1afmkfd.example");
        assertThat(taken.message().subject()).isEqualTo("Привет");
        assertThat(office.onlyText())
                .contains("with UTF8SMTPA")
                .contains("\r\nFrom: <änn@xn--bcher-kva.example>\r\n");
    }

    @Test
    void tooManyRecipients_are452AndTheRestIsTaken() {
        try (RawSmtp client = office.signedIn(user)) {
            client.ask("MAIL FROM:<a@b.example>", 250);
            for (int i = 0; i < 100; i++) {
                client.ask("RCPT TO:<r" + i + "@b.example>", 250);
            }
            assertThat(client.ask("RCPT TO:<more@b.example>")).startsWith("452 4.5.3");
            client.ask("DATA", 354);
            client.ask(HEADER + ".", 250);
        }
        assertThat(office.taken().getFirst().to()).hasSize(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP\nNOOP\r\n", "NOOP\rNOOP\r\n", "NOOP\r\r\nNOOP\r\n", "NO\0OP\r\n"})
    void bareCrOrLf_isRefusedAndNothingBehindItIsRead(String words) {
        try (RawSmtp client = RawSmtp.greeted(office.address())) {
            client.send(words);
            client.expect(500);
            client.expect(421);
            client.expectClosed();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "AUTH PLAIN, '', 'AGE\nNOOP\r\n'",
        "AUTH PLAIN, '', '\rNOOP\r\n'",
        "AUTH LOGIN, '', 'YQ==\rNOOP\r\n'",
        "AUTH LOGIN, 'YQ==', 'YQ==\nNOOP\r\n'",
        "AUTH LOGIN, 'YQ==', 'YQ==\0\r\n'"
    })
    void bareCrOrLfWithinASignIn_endsTheSession(String command, String first, String words) {
        try (RawSmtp client = RawSmtp.greeted(office.address())) {
            client.ask(command, 334);
            if (!first.isEmpty()) {
                client.ask(first, 334);
            }
            client.send(words.translateEscapes());
            client.expect(500);
            client.expect(421);
            client.expectClosed();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BDAT 44 LAST\r\nMAIL FROM:<a@b.example>\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\n\r\nMAIL FROM:<a@b.example>\r\n",
                "get / HTTP/1.1\r\n\r\nNOOP\r\n"
            })
    void wordsThatBringData_endTheSession(String words) {
        try (RawSmtp client = office.signedIn(user)) {
            client.send(words);
            client.expect(words.startsWith("BDAT") ? 502 : 500);
            client.expect(421);
            client.expectClosed();
        }
    }

    @Test
    void longLine_isRefusedAndTheSessionGoesOn() {
        try (RawSmtp client = RawSmtp.greeted(office.address())) {
            client.ask("NOOP " + "x".repeat(3000), 500);
            client.ask("NOOP " + "x".repeat(100_000), 500);
            client.ask("NOOP " + "x".repeat(2000), 250);
            client.send(new byte[] {'N', 'O', 'O', 'P', ' ', (byte) 0xff, '\r', '\n'});
            client.expect(500);
        }
    }

    @Test
    void lineWithoutEnd_endsTheConnection() {
        try (RawSmtp client = RawSmtp.greeted(office.address())) {
            try {
                client.send("x".repeat(2_000_000));
            } catch (UncheckedIOException closed) {
                return;
            }
            client.expectClosed();
        } catch (UncheckedIOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    @Test
    void manyErrors_endTheSession() {
        try (RawSmtp client = RawSmtp.greeted(office.address())) {
            for (int i = 0; i < 20; i++) {
                client.ask("XYZZY", 500);
            }
            client.expect(421);
            client.expectClosed();
        }
    }
}
