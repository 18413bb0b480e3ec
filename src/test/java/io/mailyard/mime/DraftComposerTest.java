package io.mailyard.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.mime.MessageDraft.Attachment;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DraftComposerTest {
    private static final Instant TIME = Instant.parse("2026-03-02T08:05:09Z");
    private static final String HARD =
            "Zoë: .\n.\n..x\r\nFrom me\r" + "ж".repeat(3000) + "\n\ttrailing  \n\n";

    private static MessageDraft draft(String text, String html, Attachment... attachments) {
        return draft(text, html, Map.of(), attachments);
    }

    private static MessageDraft draft(
            String text, String html, Map<String, String> headers, Attachment... attachments) {
        return new MessageDraft(
                new Mailbox("Zoë, Einkauf", "zoe@bücher.example"),
                List.of(new Mailbox("", "a@a.example"), new Mailbox("B", "b@b.example")),
                List.of(new Mailbox("", "c@c.example")),
                "Größe 😀",
                text,
                html,
                headers,
                List.of(attachments),
                TIME,
                "id-1@b.example");
    }

    private static MimeMessage read(byte[] bytes) throws MessagingException {
        for (int i = 0; i < bytes.length; i++) {
            assertThat(bytes[i]).isNotNegative().isNotZero();
            assertThat(bytes[i] == '\n').isEqualTo(i > 0 && bytes[i - 1] == '\r');
        }
        assertThat(new String(bytes, StandardCharsets.US_ASCII).lines())
                .allMatch(line -> line.length() <= 998);
        return new MimeMessage(
                Session.getInstance(new Properties()), new ByteArrayInputStream(bytes));
    }

    private static MimeMultipart several(Object content, String type) {
        MimeMultipart several = (MimeMultipart) content;
        assertThat(several.getContentType()).startsWith("multipart/" + type);
        return several;
    }

    private static String lines(String text) {
        return text.replace("\r\n", "\n").replace('\r', '\n').replace("\n", "\r\n");
    }

    @Test
    void header_isReadBackAsItWas() throws MessagingException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Reply-To", "answers@b.example");
        headers.put("X-Words", "Ärger ".repeat(100).strip());

        MimeMessage read = read(DraftComposer.compose(draft("x", "", headers)));

        assertThat(read.getFrom()[0])
                .hasToString("=?UTF-8?Q?Zo=C3=AB=2C_Einkauf?= <zoe@xn--bcher-kva.example>");
        assertThat(read.getHeader("To")).containsExactly("a@a.example, B <b@b.example>");
        assertThat(read.getHeader("Cc")).containsExactly("c@c.example");
        assertThat(read.getHeader("Bcc")).isNull();
        assertThat(read.getSubject()).isEqualTo("Größe 😀");
        assertThat(read.getHeader("Message-ID")).containsExactly("<id-1@b.example>");
        assertThat(read.getHeader("Date")).containsExactly("Mon, 2 Mar 2026 08:05:09 +0000");
        assertThat(read.getHeader("Reply-To")).containsExactly("answers@b.example");
        assertThat(
                        HeaderIndex.of(DraftComposer.compose(draft("x", "", headers)))
                                .words("x-words", 2000))
                .contains("Ärger ".repeat(100).strip());
    }

    @Test
    void textOrHtmlAlone_isOnePart() throws MessagingException, IOException {
        MimeMessage text = read(DraftComposer.compose(draft(HARD, "")));
        assertThat(text.getContentType()).startsWith("text/plain; charset=UTF-8");
        assertThat(text.getContent()).isEqualTo(lines(HARD));

        MimeMessage html = read(DraftComposer.compose(draft("", "<p>" + HARD + "</p>")));
        assertThat(html.getContentType()).startsWith("text/html; charset=UTF-8");
        assertThat(html.getContent()).isEqualTo(lines("<p>" + HARD + "</p>"));
    }

    @Test
    void textAndHtml_areAlternatives() throws MessagingException, IOException {
        MimeMultipart both =
                several(read(DraftComposer.compose(draft("a", "<p>b</p>"))).getContent(), "alter");
        assertThat(both.getBodyPart(0).getContent()).isEqualTo("a");
        assertThat(both.getBodyPart(1).getContent()).isEqualTo("<p>b</p>");
    }

    @Test
    void attachments_followTheText() throws MessagingException, IOException {
        byte[] octets = new byte[100_000];
        new Random(1).nextBytes(octets);
        Attachment logo = new Attachment("logo.png", "image/png", "logo", new byte[] {1, 2, 3});
        Attachment file = new Attachment("Größe \"x\".bin", "application/x-y", "", octets);

        MimeMultipart mixed =
                several(
                        read(DraftComposer.compose(draft("a", "<img src=cid:logo>", logo, file)))
                                .getContent(),
                        "mixed");

        MimeMultipart related = several(mixed.getBodyPart(0).getContent(), "related");
        assertThat(several(related.getBodyPart(0).getContent(), "alternative").getCount())
                .isEqualTo(2);
        BodyPart shown = related.getBodyPart(1);
        assertThat(shown.getHeader("Content-ID")).containsExactly("<logo>");
        assertThat(shown.getDisposition()).isEqualTo("inline");
        assertThat(shown.getInputStream().readAllBytes()).containsExactly(1, 2, 3);
        BodyPart attached = mixed.getBodyPart(1);
        assertThat(attached.getFileName()).isEqualTo("Größe \"x\".bin");
        assertThat(attached.getContentType()).startsWith("application/x-y");
        assertThat(attached.getDisposition()).isEqualTo("attachment");
        assertThat(attached.getInputStream().readAllBytes()).isEqualTo(octets);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From",
                "bcc",
                "Content-Type",
                "DKIM-Signature",
                "X Y",
                "X:",
                "",
                "ä",
                "X-Campaign-Id",
                "received"
            })
    void nameThatMayNotBeGiven_isRefused(String name) {
        assertThatThrownBy(() -> MessageDraft.headerName(name))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nBcc: x", "a\nb", "a\rb", "\0", "a\u2028b", "\ud800"})
    void valueOfMoreThanOneLine_isRefused(String value) {
        assertThatThrownBy(() -> MessageDraft.headerValue(value))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "x/", "a/b; c=d", "multipart/mixed", "message/rfc822", "a/b\r\n"})
    void invalidType_isRefused(String type) {
        assertThatThrownBy(() -> MessageDraft.mediaType(type.replace("\r\n", "\r\nX: y")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
