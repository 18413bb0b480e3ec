package io.mailyard.mime;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text in other transfer encodings, read back by a library that is not ours. */
class BodyEncodingTest {
    private static final String TEXT =
            "Grüße, €5 = cheap\r\n.dot\r\ntrailing \t\r\n\r\n" + "long ".repeat(60) + "\r\nend\r\n";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] change(String message, TransferEncoding to) {
        return BodyEncoding.change(bytes(message), type -> Optional.of(to));
    }

    private static MimeMessage read(byte[] message) throws MessagingException {
        return new MimeMessage(
                Session.getInstance(new Properties()), new ByteArrayInputStream(message));
    }

    private static String single(String encoding, String body) {
        return "From: a@a.example\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: "
                + encoding
                + "\r\nSubject: x\r\n\r\n"
                + body;
    }

    @ParameterizedTest
    @EnumSource(TransferEncoding.class)
    void text_isTheSameInAny(TransferEncoding to) throws Exception {
        byte[] changed = change(single("8bit", TEXT), to);

        assertThat(read(changed).getContent()).isEqualTo(TEXT);
        String expected = to == TransferEncoding.SEVEN_BIT ? "quoted-printable" : to.word();
        assertThat(read(changed).getEncoding()).isEqualTo(expected);
        for (TransferEncoding again : TransferEncoding.values()) {
            byte[] twice = BodyEncoding.change(changed, type -> Optional.of(again));
            assertThat(read(twice).getContent()).isEqualTo(TEXT);
            assertThat(read(twice).getSubject()).isEqualTo("x");
        }
    }

    @Test
    void linesOfTheResult_areShort() {
        for (TransferEncoding to :
                List.of(TransferEncoding.BASE64, TransferEncoding.QUOTED_PRINTABLE)) {
            String changed =
                    new String(
                            change(single("8bit", "é".repeat(5000)), to), StandardCharsets.UTF_8);
            assertThat(changed.lines()).allMatch(line -> line.length() <= 76);
        }
    }

    @Test
    void partsOfText_areChangedAndOthersAreNot() throws Exception {
        String message =
                """
                From: a@a.example
                MIME-Version: 1.0
                Content-Type: multipart/mixed;
                 boundary="outer mark"

                preamble
                --outer mark
                Content-Type: multipart/alternative; boundary=inner

                --inner
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: 8bit

                Grüße
                --inner
                Content-Type: text/html; charset=utf-8
                Content-Transfer-Encoding: 8bit

                <p>Grüße</p>
                --inner--
                --outer mark
                Content-Type: image/png
                Content-Transfer-Encoding: base64

                AAAA
                --outer mark--
                epilogue
                """
                        .replace("\n", "\r\n");

        byte[] changed =
                BodyEncoding.change(
                        bytes(message),
                        type ->
                                type.equals("text/html")
                                        ? Optional.of(TransferEncoding.BASE64)
                                        : Optional.of(TransferEncoding.QUOTED_PRINTABLE));

        Multipart outer = (Multipart) read(changed).getContent();
        Multipart inner = (Multipart) outer.getBodyPart(0).getContent();
        assertPart(inner.getBodyPart(0), "quoted-printable", "Grüße");
        assertPart(inner.getBodyPart(1), "base64", "<p>Grüße</p>");
        assertThat(outer.getBodyPart(1).getHeader("Content-Transfer-Encoding"))
                .containsExactly("base64");
        assertThat(new String(changed, StandardCharsets.UTF_8))
                .contains("preamble\r\n--outer mark\r\n", "\r\n\r\nAAAA\r\n--outer mark--")
                .endsWith("epilogue\r\n");
    }

    private static void assertPart(BodyPart part, String encoding, String text)
            throws MessagingException, IOException {
        assertThat(part.getHeader("Content-Transfer-Encoding")).containsExactly(encoding);
        assertThat(((String) part.getContent()).stripTrailing()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n",
                "Content-Type: multipart/mixed\r\n\r\nno boundary\r\n",
                "Content-Type: text/plain; charset=utf-16\r\n\r\nx\r\n",
                "Content-Type: application/pdf\r\n\r\nx\r\n",
                "Content-Transfer-Encoding: x-uuencode\r\n\r\nx\r\n",
                "Content-Transfer-Encoding: quoted-printable\r\n\r\na=zz\r\n",
                "Content-Transfer-Encoding: base64\r\n\r\nA\r\n",
                "Subject: nothing\r\n",
            })
    void unchangeableParts_stayAsTheyAre(String message) {
        assertThat(change(message, TransferEncoding.BASE64)).isEqualTo(bytes(message));
    }

    @Test
    void plainMessage_becomesMime() throws Exception {
        byte[] changed = change("From: a@a.example\n\nhello\n", TransferEncoding.BASE64);

        assertThat(read(changed).getHeader("MIME-Version")).containsExactly("1.0");
        assertThat(read(changed).getContent()).isEqualTo("hello\r\n");
    }

    @Test
    void unfittingText_isQuoted() {
        assertThat(
                        new String(
                                change(single("base64", "AA=="), TransferEncoding.EIGHT_BIT),
                                StandardCharsets.UTF_8))
                .contains("quoted-printable", "=00");
    }

    @Test
    void anyOctets_areReadWithoutAFault() {
        Random random = new Random(5);
        List<TransferEncoding> choice = List.of(TransferEncoding.values());
        String pieces = "\r\n-b=:; a\tContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder message = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                int from = random.nextInt(pieces.length());
                message.append(pieces, from, from + random.nextInt(pieces.length() - from));
            }
            TransferEncoding to = choice.get(random.nextInt(choice.size()));
            byte[] once = change(message.toString(), to);
            assertThat(BodyEncoding.change(once, type -> Optional.empty())).isEqualTo(once);
        }
    }
}
