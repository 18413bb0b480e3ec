package io.mailyard.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ComposerTest {
    private static final Instant TIME = Instant.parse("2026-03-02T08:05:09Z");

    @Test
    void mail_isReadBackAsItWas() throws MessagingException, IOException {
        MimeMessage read = read(Composer.compose(mail("Пароль для «Ромашки»", "post@a.example")));

        assertThat(read.getSubject()).isEqualTo("Пароль для «Ромашки»");
        assertThat(read.getFrom())
                .containsExactly(new InternetAddress("post@a.example", "Почта, отдел", "UTF-8"));
        assertThat(read.getAllRecipients()).containsExactly(new InternetAddress("b@b.example"));
        assertThat(read.getHeader("Message-ID")).containsExactly("<k-1@a.example>");
        assertThat(read.getHeader("Date")).containsExactly("Mon, 2 Mar 2026 08:05:09 +0000");
        assertThat(read.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(read.getContentType()).startsWith("multipart/alternative");
        MimeMultipart both = (MimeMultipart) read.getContent();
        assertThat(both.getCount()).isEqualTo(2);
        assertThat(both.getBodyPart(0).getContent()).isEqualTo("Привет\r\n.\r\nмир\r\n");
        assertThat(both.getBodyPart(1).getContentType()).startsWith("text/html; charset=UTF-8");
        assertThat(both.getBodyPart(1).getContent()).isEqualTo("<p>Привет</p>");
    }

    @Test
    void bytes_areSevenBitWithCrlfAlone() {
        byte[] bytes = Composer.compose(mail("Ж".repeat(150), "post@a.example"));

        for (int i = 0; i < bytes.length; i++) {
            assertThat(bytes[i]).isNotNegative();
            if (bytes[i] == '\n') {
                assertThat(bytes[i - 1]).isEqualTo((byte) '\r');
            }
        }
        assertThat(new String(bytes, StandardCharsets.US_ASCII).lines())
                .allMatch(line -> line.length() <= 998);
    }

    @Test
    void header_cannotBeInjected() throws MessagingException {
        String evil = "x\r\nBcc: c@c.example\r\n\r\nbody";
        OwnMail mail =
                new OwnMail(
                        new Mailbox(evil, "post@a.example"),
                        new Mailbox(evil, "b@b.example"),
                        evil,
                        "ru",
                        "t",
                        "h",
                        TIME,
                        "k-1@a.example");
        MimeMessage read = read(Composer.compose(mail));

        assertThat(read.getHeader("Bcc")).isNull();
        assertThat(read.getAllRecipients()).hasSize(1);
        assertThat(read.getSubject()).isEqualTo("x Bcc: c@c.example body");
        assertThatThrownBy(() -> new Mailbox("", "b@b.example\r\nBcc: c@c.example"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        new OwnMail(
                                new Mailbox("", "post@a.example"),
                                new Mailbox("", "b@b.example"),
                                "s",
                                "ru",
                                "t",
                                "h",
                                TIME,
                                "k>\r\nBcc: c@c.example"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void address_beyondAscii_isCarriedInUtf8() {
        String bytes =
                new String(Composer.compose(mail("s", "почта@a.example")), StandardCharsets.UTF_8);

        assertThat(bytes).contains("<почта@a.example>");
    }

    private static OwnMail mail(String subject, String from) {
        return new OwnMail(
                new Mailbox("Почта, отдел", from),
                new Mailbox("", "b@b.example"),
                subject,
                "ru",
                "Привет\n.\nмир\n",
                "<p>Привет</p>",
                TIME,
                "k-1@a.example");
    }

    private static MimeMessage read(byte[] bytes) throws MessagingException {
        return new MimeMessage(
                Session.getInstance(new Properties()), new ByteArrayInputStream(bytes));
    }
}
