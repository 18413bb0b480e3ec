package io.mailyard.mime;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Drill;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of each media type, charset and transfer encoding at a host of seven bits: octets
 * are never changed, and no type is encoded that may not be.
 */
class SevenBitTypesTest {
    private static final byte[] E_ACUTE = {(byte) 0xC3, (byte) 0xA9};

    private static MimeMessage read(byte[] message) throws MessagingException {
        return new MimeMessage(
                Session.getInstance(new Properties()), new ByteArrayInputStream(message));
    }

    private static byte[] seven(byte[] message) {
        byte[] seven = SevenBit.message(message);
        int line = 0;
        for (byte octet : seven) {
            line = octet == '\n' ? 0 : line + 1;
            if (octet < 0 || line > 999) {
                assertThat(seven).as("has a line of " + line).doesNotContain(octet);
            }
        }
        return seven;
    }

    private static byte[] joined(byte[]... all) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Arrays.stream(all).forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static byte[] entity(String type, String encoding, byte[] body) {
        String named = encoding.isEmpty() ? "" : "Content-Transfer-Encoding: " + encoding + "\r\n";
        String header = "Content-Type: " + type + "\r\n" + named + "\r\n";
        return joined(header.getBytes(StandardCharsets.UTF_8), body);
    }

    private static byte[] octets(MimeMessage message) throws MessagingException, IOException {
        String encoding = message.getEncoding() == null ? "7bit" : message.getEncoding();
        try (InputStream in = MimeUtility.decode(message.getRawInputStream(), encoding)) {
            return in.readAllBytes();
        }
    }

    /**
     * All texts up to three octets over those that mean something to lines and encodings; up to two
     * in a short run.
     */
    private static List<byte[]> bodies() {
        byte[] letters = {'a', '\r', '\n', 0, '=', ' ', (byte) 0xE9};
        List<byte[]> all = new ArrayList<>(List.of(new byte[0]));
        for (int from = 0, length = 0; length < (Drill.isLong() ? 3 : 2); length++) {
            int to = all.size();
            for (; from < to; from++) {
                for (byte letter : letters) {
                    all.add(joined(all.get(from), new byte[] {letter}));
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain; charset=utf-8, 8bit",
        "text/plain; charset=utf-16, 8bit",
        "text/plain; charset=utf-16le, binary",
        "text/plain, 7bit",
        "text/html; charset=ibm037, ''",
        "image/png, binary",
        "application/octet-stream, 8bit",
        "message/global-headers, 8bit",
    })
    void everyOctet_arrivesAsItWas(String type, String encoding)
            throws MessagingException, IOException {
        for (byte[] body : bodies()) {
            byte[] given = joined(E_ACUTE, body, E_ACUTE);
            MimeMessage message = read(seven(entity(type, encoding, given)));
            if (!Arrays.equals(octets(message), given)) {
                assertThat(octets(message)).as(Arrays.toString(given)).isEqualTo(given);
            }
        }
    }

    /** Letters that many charsets have, one of which has an LF among its octets in UTF-16. */
    @Test
    void textInEveryCharset_readsAsItWas() throws MessagingException, IOException {
        String letters = "Grüße\r\nПривет = ы\r\n漢字 Ċ਍ഊ 😀\r\n\r\n. ";
        for (Charset charset : Charset.availableCharsets().values()) {
            if (!charset.canEncode()) {
                continue;
            }
            byte[] text = letters.getBytes(charset);
            for (String encoding : List.of("8bit", "binary", "")) {
                String type = "text/plain; charset=\"" + charset.name() + "\"";
                byte[] message = entity(type, encoding, text);
                MimeMessage read = read(seven(message));
                assertThat(octets(read)).as(charset.name()).isEqualTo(text);
                byte[] isp =
                        BodyEncoding.change(
                                message, any -> TransferEncoding.of("quoted-printable"));
                assertThat(octets(read(isp))).as(charset.name()).isEqualTo(text);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "utf-8, true",
        "US-ASCII, true",
        "windows-1251, true",
        "gb18030, true",
        "shift_jis, true",
        "iso-2022-jp, true",
        "x-nobody-knows, true",
        "unicode-1-1-utf-7, true",
        "UTF-16, false",
        "utf16le, false",
        "utf_16be, false",
        "UTF-32, false",
        "ucs-2, false",
        "ISO-10646-UCS-4, false",
        "csUnicode, false",
        "unicodeFFFE, false",
        "ebcdic-cp-us, false",
        "IBM1047, false",
        "cp037, false",
    })
    void charset_hasLinesOrNot(String charset, boolean lines) {
        for (String form :
                List.of("charset=%s", "charset=\"%s\"; x=y", "format=flowed;charset=%s")) {
            String type = "text/plain; " + form.formatted(charset);
            assertThat(TextCharset.hasLines(type)).as(type).isEqualTo(lines);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "message/rfc822",
                "message/global",
                "message/news",
                "message/partial; id=x; number=1",
                "message/external-body; access-type=URL",
                "message/delivery-status",
                "message/disposition-notification",
                "message/feedback-report",
                "message/tracking-status",
                "message/http",
                "message/x-nobody-knows",
                "Message/Delivery-Status; x=y",
                "multipart/mixed; boundary=b",
                "multipart/report; boundary=b; report-type=delivery-status",
                "multipart/mixed",
            })
    void typeThatMayNotBeEncoded_isNot(String type) throws MessagingException, IOException {
        for (String encoding : List.of("", "7bit", "8bit", "binary", "x-unknown")) {
            for (String body :
                    List.of(
                            "Subject: é\r\n\r\né\r\n",
                            "é",
                            "\r\n\r\né: é\r\n é\r\n\r\n\r\né",
                            "--b\r\n\r\né\r\n--b--\r\né")) {
                byte[] message = entity(type, encoding, body.getBytes(StandardCharsets.UTF_8));
                MimeMessage read = read(seven(message));
                String now = read.getContentType().toLowerCase(Locale.ROOT);
                String written = read.getEncoding() == null ? "7bit" : read.getEncoding();
                if (now.startsWith("message/") || now.startsWith("multipart/")) {
                    assertThat(written).as(type + " with " + body).isEqualTo("7bit");
                } else {
                    assertThat(written).isIn("quoted-printable", "base64");
                    assertThat(octets(read)).asString(StandardCharsets.UTF_8).isEqualTo(body);
                }
            }
        }
    }

    @Test
    void linesOtherThanFields_stay() {
        byte[] part = seven("no field é\r\nX: é\r\nnor this\r\n".getBytes(StandardCharsets.UTF_8));

        assertThat(part)
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("no field ??\r\nX: =?UTF-8?B?w6k=?=\r\nnor this\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "message/global-headers",
                "message/global-delivery-status",
                "message/global-disposition-notification"
            })
    void typeOfInternationalMail_isQuoted(String type) throws MessagingException, IOException {
        String body = "Final-Recipient: utf-8; é@b.example\r\n";
        byte[] message = entity(type, "8bit", body.getBytes(StandardCharsets.UTF_8));
        MimeMessage read = read(seven(message));

        assertThat(read.getContentType()).isEqualTo(type);
        assertThat(read.getEncoding()).isEqualTo("quoted-printable");
        assertThat(octets(read)).asString(StandardCharsets.UTF_8).isEqualTo(body);
    }

    @Test
    void deliveryStatus_isStillReadByAProgram() throws MessagingException, IOException {
        String status =
                """
                Reporting-MTA: dns; mx.example
                X-Odd:   a   b

                Final-Recipient: rfc822; анна@пример.example
                Original-Recipient: utf-8;é+x@b.example
                Action: failed
                Status: 5.1.1
                Diagnostic-Code: smtp; 550 5.1.1 Пользователь не найден
                no field é

                Final-Recipient: rfc822; b@b.example
                Status: 5.2.2
                """
                        .replace("\n", "\r\n");
        String report =
                "MIME-Version: 1.0\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\né\r\n--b\r\n"
                        + "Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
                        + status
                        + "\r\n--b--\r\n";
        MimeMessage read = read(seven(report.getBytes(StandardCharsets.UTF_8)));
        MimeMultipart parts = (MimeMultipart) read.getContent();
        String written;
        try (InputStream in = parts.getBodyPart(1).getInputStream()) {
            written = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
        assertThat(parts.getBodyPart(1).getContentType()).isEqualTo("message/delivery-status");
        assertThat(parts.getBodyPart(1).getHeader("Content-Transfer-Encoding"))
                .containsExactly("7bit");
        assertThat(written)
                .startsWith("Reporting-MTA: dns; mx.example\r\nX-Odd:   a   b\r\n\r\n")
                .contains(
                        "Final-Recipient: utf-8;\r\n \\x{430}\\x{43D}\\x{43D}\\x{430}@\\x{43F}\\x{440}")
                .contains("Original-Recipient: utf-8; \\x{E9}\\x{2B}x@b.example\r\n")
                .contains("Action: failed\r\nStatus: 5.1.1\r\n")
                .contains("Diagnostic-Code: smtp; 550 5.1.1\r\n =?")
                .endsWith("\r\nFinal-Recipient: rfc822; b@b.example\r\nStatus: 5.2.2\r\n");
        int diagnostic = written.indexOf("smtp; 550");
        String text = written.substring(diagnostic, written.indexOf("no field"));
        assertThat(MimeUtility.decodeText(MimeUtility.unfold(text)).strip())
                .isEqualTo("smtp; 550 5.1.1 Пользователь не найден");
    }

    @Test
    void octetsWithinBase64_areLeftOut() throws MessagingException, IOException {
        byte[] picture = {1, '\n', 2, '\r', 3, (byte) 0xFF};
        String body = "AQoC\r\néDQP/\r\n";
        for (String type : List.of("image/png", "text/plain; charset=utf-8", "message/rfc822")) {
            byte[] message = entity(type, "base64", body.getBytes(StandardCharsets.UTF_8));
            MimeMessage read = read(seven(message));

            assertThat(read.getContentType()).isEqualTo(type);
            assertThat(read.getEncoding()).isEqualTo("base64");
            assertThat(octets(read)).isEqualTo(picture);
        }
    }

    private static boolean finishes(byte[] message) {
        try {
            PreparedMessage.of(
                    message,
                    new PreparedMessage.Additions(
                            "by x", "a@a.example", "a.example", Instant.now()));
            return true;
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: message/rfc822\r\n\r\n",
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n",
                "Content-Type: message/delivery-status\r\n\r\n",
            })
    void depth_isBounded(String level) {
        seven((level.repeat(5_000) + "é\r\n\r\né").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Each of these took minutes, or all of a thread's stack, when it took more than its length.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a:é\r\n",
                "\r\n",
                "--b\r\n\r\né\r\n",
                "--b\r\na:é\r\nb:é\r\n\r\né\r\n",
                "--b\r\nContent-Type: message/delivery-status\r\n\r\né: é\r\n",
                "é,",
                "\"é\" ",
                "(é",
                "\"",
                "<é@",
                ";",
                "=?é?=",
                "a.",
                "\\\"",
                "\r\n ",
            })
    void longMessage_takesATimeThatIsLinear(String piece) {
        String many = piece.repeat(30_000 / piece.length());
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> {
                    for (String start :
                            List.of(
                                    "Content-Type: multipart/mixed; boundary=b\r\n\r\n",
                                    "Content-Type: message/delivery-status\r\n\r\n",
                                    "Content-Type: text/plain; ",
                                    "To: ",
                                    "From: é",
                                    "From: x@x <\"MANY\"@x.example>",
                                    "DKIM-Signature: v=1; b=x; bh=x; d=",
                                    "Subject: ",
                                    "")) {
                        String text =
                                start.contains("MANY") ? start.replace("MANY", many) : start + many;
                        byte[] message = text.getBytes(StandardCharsets.UTF_8);
                        byte[] ascii = SevenBit.message(message);
                        assertThat(AsciiHeader.beyondAscii(ascii, 0, ascii.length)).isFalse();
                        BodyEncoding.change(message, type -> TransferEncoding.of("base64"));
                        HeaderSection header = HeaderSection.of(message);
                        SevenBit.addressNeedsUtf8(message, header);
                        header.fromDomain();
                        Originators.of(message);
                        new DkimVerifier(message).candidates(Instant.now());
                        assertThat(finishes(message)).isIn(true, false);
                    }
                });
    }
}
