package io.mailyard.mime;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.mime.DeliveryStatus.FailedRecipient;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class DeliveryStatusComposerTest {
    private static final Instant ACCEPTED = Instant.parse("2026-03-02T08:05:09Z");
    private static final Instant TOLD = ACCEPTED.plusSeconds(60);
    private static final String ORIGINAL =
            "Received: from a\r\n\tby b\r\nSubject: Hello\r\nFrom: <a@a.example>\r\n\r\nSecret words\r\n";

    private static MimeMultipart parts(String to, String original, FailedRecipient... failed)
            throws MessagingException, IOException {
        return (MimeMultipart) composed(to, original, failed).getContent();
    }

    private static MimeMessage composed(String to, String original, FailedRecipient... failed)
            throws MessagingException {
        byte[] message =
                DeliveryStatusComposer.compose(
                        new DeliveryStatus(
                                "mail.house.example",
                                Address.parse(to),
                                "dsn.1@mail.house.example",
                                TOLD,
                                ACCEPTED,
                                List.of(failed),
                                original.getBytes(StandardCharsets.UTF_8)));
        assertThat(new String(message, StandardCharsets.UTF_8).lines())
                .allMatch(line -> line.length() <= 998);
        return new MimeMessage(
                Session.getInstance(new Properties()), new ByteArrayInputStream(message));
    }

    private static String text(MimeMultipart parts, int index)
            throws MessagingException, IOException {
        try (var in = parts.getBodyPart(index).getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static FailedRecipient refused(String address, String answer) {
        return new FailedRecipient(
                address, "5.1.1", "mx.b.example[192.0.2.9]:25", answer, false, TOLD);
    }

    @Test
    void status_isAReportOfThreeParts() throws MessagingException, IOException {
        MimeMessage message =
                composed("a@a.example", ORIGINAL, refused("b@b.example", "550 5.1.1 No such user"));

        ContentType type = new ContentType(message.getContentType());
        assertThat(type.getBaseType()).isEqualTo("multipart/report");
        assertThat(type.getParameter("report-type")).isEqualTo("delivery-status");
        assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-replied");
        assertThat(message.getHeader("To")).containsExactly("<a@a.example>");
        assertThat(message.getHeader("From"))
                .containsExactly("Mail Delivery System <MAILER-DAEMON@mail.house.example>");
        assertThat(message.getHeader("Message-ID")).containsExactly("<dsn.1@mail.house.example>");
        MimeMultipart parts = (MimeMultipart) message.getContent();
        assertThat(parts.getCount()).isEqualTo(3);
        assertThat(text(parts, 0))
                .contains("<b@b.example>")
                .contains("mx.b.example[192.0.2.9]:25 said: 550 5.1.1 No such user");
        assertThat(parts.getBodyPart(1).getContentType()).isEqualTo("message/delivery-status");
        assertThat(text(parts, 1))
                .isEqualTo(
                        """
                        Reporting-MTA: dns; mail.house.example
                        Arrival-Date: Mon, 2 Mar 2026 08:05:09 +0000

                        Final-Recipient: rfc822; b@b.example
                        Action: failed
                        Status: 5.1.1
                        Remote-MTA: dns; mx.b.example
                        Diagnostic-Code: smtp; 550 5.1.1 No such user
                        Last-Attempt-Date: Mon, 2 Mar 2026 08:06:09 +0000
                        """
                                .replace("\n", "\r\n"));
        assertThat(parts.getBodyPart(2).getContentType()).isEqualTo("text/rfc822-headers");
        assertThat(text(parts, 2))
                .isEqualTo(
                        "Received: from a\r\n\tby b\r\nSubject: Hello\r\nFrom: <a@a.example>\r\n");
    }

    @Test
    void ownReasons_areMarkedAsOurs() throws MessagingException, IOException {
        MimeMultipart parts =
                parts(
                        "a@a.example",
                        ORIGINAL,
                        new FailedRecipient(
                                "b@b.example", "4.4.7", "", "not delivered in time", true, TOLD));

        assertThat(text(parts, 1))
                .doesNotContain("Remote-MTA")
                .contains("Status: 4.4.7\r\n")
                .contains("Diagnostic-Code: x-mailyard; not delivered in time\r\n");
    }

    @Test
    void answers_cannotAddFieldsOrRecipients() throws MessagingException, IOException {
        MimeMultipart parts =
                parts(
                        "a@a.example",
                        ORIGINAL,
                        refused("b@b.example", "550 x\r\nAction: delivered\r\n\r\nStatus: 2.0.0 é"),
                        refused("c@b.example", "550 " + "long ".repeat(200)));

        String fields = text(parts, 1);
        assertThat(fields.lines().filter(line -> line.startsWith("Action:")))
                .hasSize(2)
                .containsOnly("Action: failed");
        assertThat(fields).contains("smtp; 550 x Action: delivered Status: 2.0.0 ?");
        assertThat(fields.split("\r\n\r\n")).hasSize(3);
        assertThat(fields.lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void lettersBeyondAscii_areToldAsTheRfcsHaveIt() throws MessagingException, IOException {
        MimeMultipart parts =
                parts(
                        "д@a.example",
                        "Subject: Привет\r\n\r\n",
                        refused("жук@b.example", "550 5.1.1 нет"));

        assertThat(text(parts, 0)).contains("<жук@b.example>", "550 5.1.1 нет");
        assertThat(text(parts, 1))
                .contains("Final-Recipient: utf-8; \\x{436}\\x{443}\\x{43A}@b.example\r\n")
                .contains("smtp; 550 5.1.1 ???");
        assertThat(text(parts, 2)).isEqualTo("Subject: Привет\r\n");
    }

    @Test
    void header_thatIsTooLong_endsWithAWholeField() throws MessagingException, IOException {
        String field = "X-Long: " + "y".repeat(900) + "\r\n";

        String returned = text(parts("a@a.example", field.repeat(100), refused("b@b", "550")), 2);

        assertThat(returned).endsWith(field).hasSizeBetween(60_000, 65_536);
    }
}
