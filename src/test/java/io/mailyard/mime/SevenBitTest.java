package io.mailyard.mime;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of eight bits for hosts of seven, read back by a parser that is not ours. */
@SuppressWarnings("StringConcatToTextBlock")
class SevenBitTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static MimeMessage read(byte[] message) throws MessagingException {
        Properties strict = new Properties();
        strict.setProperty("mail.mime.decodeparameters", "true");
        return new MimeMessage(Session.getInstance(strict), new ByteArrayInputStream(message));
    }

    private static byte[] seven(byte[] message) {
        byte[] seven = SevenBit.message(message);
        isSevenBit(seven);
        return seven;
    }

    private static void isSevenBit(byte[] message) {
        int line = 0;
        for (byte octet : message) {
            assertThat(octet).as(new String(message, StandardCharsets.UTF_8)).isNotNegative();
            line = octet == '\n' ? 0 : line + 1;
            assertThat(line).isLessThanOrEqualTo(999);
        }
    }

    private static String unfolded(String value) throws IOException {
        return MimeUtility.decodeText(MimeUtility.unfold(value));
    }

    private static String header(byte[] message, String name)
            throws MessagingException, IOException {
        return unfolded(read(message).getHeader(name, null));
    }

    /** All texts over words of ASCII, beyond it, and already encoded, up to five words. */
    @Test
    void freeText_readsAsItWas() throws MessagingException, IOException {
        String[] words = {"a", "é", "=?UTF-8?Q?x=C3=BC?=", "漢字かな"};
        List<String> texts = new ArrayList<>(List.of(""));
        for (int length = 0; length < 5; length++) {
            for (String text : List.copyOf(texts)) {
                for (String word : words) {
                    String longer = text.isEmpty() ? word : text + " " + word;
                    if (!texts.contains(longer)) {
                        texts.add(longer);
                    }
                }
            }
        }
        for (String text : texts) {
            byte[] message = seven(utf8("Subject: " + text + "\r\n\r\nx"));
            assertThat(header(message, "Subject")).as(text).isEqualTo(shown(text));
        }
    }

    /** What a reader shows of a raw text: blanks between two encoded words count for nothing. */
    private static String shown(String text) {
        String known = "=?UTF-8?Q?x=C3=BC?=";
        String shown = text;
        while (shown.contains(known + " " + known)) {
            shown = shown.replace(known + " " + known, known + known);
        }
        return shown.replace(known, "xü");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 43, 44, 45, 46, 60, 200, 2000})
    void longText_isFolded(int length) throws MessagingException, IOException {
        for (String letter : List.of("é", "漢", "😀", "aé", "aaaaaaaé")) {
            String text = letter.repeat(length);
            byte[] message = seven(utf8("Subject: " + text + "\r\n\r\nx"));

            assertThat(header(message, "Subject")).isEqualTo(text);
            assertThat(new String(message, StandardCharsets.US_ASCII).lines())
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(78));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ISO-8859-1, '', Grüße",
        "windows-1252, '', Grüße – “heute”",
        "windows-1251, text/plain; charset=windows-1251, Привет",
        "KOI8-R, text/plain; charset=\"koi8-r\", Привет",
        "ISO-8859-1, text/plain; charset=utf-8, Grüße",
        "ISO-8859-1, text/plain; charset=nonsense, Grüße",
    })
    void headerInAnotherCharset_isReadAsTheTextIs(String charset, String type, String text)
            throws MessagingException, IOException {
        String head = "Subject: " + text + (type.isEmpty() ? "" : "\r\nContent-Type: " + type);
        byte[] message = seven((head + "\r\n\r\nx").getBytes(Charset.forName(charset)));

        assertThat(header(message, "Subject")).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Jürgen Groß <j@b.example>|Jürgen Groß|j@b.example",
                "\"Groß, Jürgen\" <j@b.example>|Groß, Jürgen|j@b.example",
                "J <j@bücher.example>|J|j@xn--bcher-kva.example",
                "j@bücher.example|''|j@xn--bcher-kva.example",
                "\"a \\\"ü\\\" b\" <\"x y\"@b.example>|a \"ü\" b|\"x y\"@b.example",
                "Ü (Büro) <j@b.example>|Ü|j@b.example",
            })
    void mailbox_keepsItsNameAndAddress(String field, String name, String address)
            throws MessagingException {
        for (String header : List.of("From", "To", "Reply-To", "Cc")) {
            byte[] message = seven(utf8(header + ": " + field + "\r\n\r\nx"));
            InternetAddress read =
                    InternetAddress.parseHeader(read(message).getHeader(header, ","), true)[0];
            assertThat(read.getAddress()).isEqualTo(address);
            assertThat(read.getPersonal() == null ? "" : read.getPersonal()).isEqualTo(name);
        }
    }

    @Test
    void listOfMailboxes_staysAList() throws MessagingException {
        String list = "Ä <a@b.example>, b@b.example, \"C, Ü\" <c@b.example>, Team: d@b.example;";
        byte[] message = seven(utf8("To: " + list + "\r\n\r\nx"));

        assertThat(InternetAddress.parseHeader(read(message).getHeader("To", ","), false))
                .extracting(InternetAddress::getAddress)
                .contains("a@b.example", "b@b.example", "c@b.example")
                .hasSize(4);
    }

    @Test
    void addressThatHasNoFormInAscii_isShownAsAName() throws MessagingException, IOException {
        String from = "Jürgen <jürgen@b.example>, a@b.example";
        byte[] message = utf8("To: " + from + "\r\n\r\nx");

        assertThat(SevenBit.addressNeedsUtf8(message, HeaderSection.of(message))).isTrue();
        String to = header(seven(message), "To");
        assertThat(to).contains("Jürgen <jürgen@b.example>").contains(":;").contains("a@b.example");
        byte[] domain = utf8("To: <a@bücher.example>\r\nSubject: ü@ü\r\n\r\nx");
        assertThat(SevenBit.addressNeedsUtf8(domain, HeaderSection.of(domain))).isFalse();
    }

    @Test
    void parameters_areWrittenByRfc2231() throws MessagingException, IOException {
        String name = "Übersicht " + "größer ".repeat(20) + "Ende.pdf";
        for (String given : List.of("\"" + name + "\"", "\"Ü;ü.txt\"", "ü.txt")) {
            String value = given.replace("\"", "");
            byte[] message =
                    seven(
                            utf8(
                                    "Content-Type: application/pdf; name="
                                            + given
                                            + "; x=y\r\nContent-Disposition: attachment;\r\n filename="
                                            + given
                                            + "\r\n\r\nx"));
            assertThat(read(message).getFileName()).isEqualTo(value);
            assertThat(read(message).getContentType()).contains("x=y");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Message-ID: <ü@b.example>",
                "References: <ü@b.example> <b@b.example>",
                "Content-ID: <ü>",
                "List-Unsubscribe: <https://b.example/?x=ü>",
                "Received: from ü by b.example; Mon, 1 Jan 2024 00:00:00 +0000",
                "Ünknown: x",
                "Message-ID: <LONG@b.example>",
                "List-Unsubscribe: <https://b.example/?x=LONG>",
                "To: LONG@b.example",
                "Final-Recipient: rfc822; LONG@b.example",
                "Content-Type: text/plain; LONG=LONG",
                "LONG: x",
                "X-ü",
                "DKIM-Signature: v=1; i=ü@b.example",
            })
    void everyOtherField_isAscii(String given) {
        String field = given.replace("LONG", "é".repeat(480 / given.split("LONG", -1).length));
        seven(utf8(field + "\r\nSubject: x\r\n\r\nx"));
        isSevenBit(SevenBit.header(utf8(field + "\r\nSubject: x\r\n\r\nx")));
    }

    private static byte[] bytes(Part part) throws MessagingException, IOException {
        try (InputStream in = part.getInputStream()) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"8bit", "7bit", "binary", "", "quoted-printable", "x-unknown"})
    void text_isQuoted(String encoding) throws MessagingException, IOException {
        String body = "Grüße = é\r\n.\r\n..\r\nFrom x\r\n" + "ü".repeat(3000) + "\r\nlast é ";
        String head = encoding.isEmpty() ? "" : "Content-Transfer-Encoding: " + encoding + "\r\n";
        byte[] message =
                seven(utf8("Content-Type: text/plain; charset=utf-8\r\n" + head + "\r\n" + body));

        assertThat(read(message).getEncoding()).isEqualTo("quoted-printable");
        assertThat(read(message).getHeader("Content-Transfer-Encoding")).hasSize(1);
        if (!encoding.equals("quoted-printable")) {
            assertThat(new String(bytes(read(message)), StandardCharsets.UTF_8)).isEqualTo(body);
        }
    }

    @Test
    void ascii_isNotTouched() {
        byte[] message = utf8("Subject: x\r\nX:  odd   \r\n y\r\n\r\nbody\r\n");

        assertThat(SevenBit.message(message)).isSameAs(message);
        assertThat(SevenBit.header(message)).isSameAs(message);
    }

    @Test
    void fieldsAndPartsOfAscii_stayOctetByOctet() {
        String message =
                "X-Odd:   a   b\r\n\tc\r\nSubject: é\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                        + "before é\r\n--b\r\nX-Odd:   a\r\n\r\nplain   \r\n--b\r\n\r\né\r\n--b--\r\nafter é\r\n";
        String seven = new String(seven(utf8(message)), StandardCharsets.US_ASCII);

        assertThat(seven)
                .contains("X-Odd:   a   b\r\n\tc\r\n")
                .contains("before ??\r\n--b\r\nX-Odd:   a\r\n\r\nplain   \r\n--b\r\n")
                .contains("\r\n--b--\r\nafter ??\r\n");
    }

    @Test
    void nestedParts_areEachReadAsTheyWere() throws MessagingException, IOException {
        String inner =
                "Subject: innen é\r\nContent-Type: multipart/alternative; boundary=\"i n\"\r\n"
                        + "Content-Transfer-Encoding: 8bit\r\n\r\n--i n\r\n"
                        + "Content-Type: text/plain; charset=utf-8\r\n\r\nText é\r\n--i n\r\n"
                        + "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<p>é\r\n--i n--\r\n";
        String message =
                "From: a@a.example\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: 8bit\r\n"
                        + "Content-Type: multipart/mixed;\r\n boundary=\"out\"\r\n\r\n"
                        + "--out\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
                        + inner
                        + "\r\n--out\r\nContent-Type: application/x; name=\"ü.bin\"\r\nContent-Transfer-Encoding: binary\r\n\r\nraw é"
                        + "\r\n--out--\r\n";
        MimeMessage read = read(seven(utf8(message)));

        assertThat(read.getEncoding()).isEqualTo("7bit");
        MimeMultipart parts = (MimeMultipart) read.getContent();
        assertThat(parts.getCount()).isEqualTo(2);
        BodyPart enclosed = parts.getBodyPart(0);
        assertThat(enclosed.getHeader("Content-Transfer-Encoding")).containsExactly("7bit");
        MimeMessage deep = (MimeMessage) enclosed.getContent();
        assertThat(deep.getSubject()).isEqualTo("innen é");
        MimeMultipart both = (MimeMultipart) deep.getContent();
        assertThat(both.getBodyPart(0).getContent()).isEqualTo("Text é");
        assertThat(both.getBodyPart(1).getContent()).isEqualTo("<p>é");
        assertThat(parts.getBodyPart(1).getFileName()).isEqualTo("ü.bin");
        assertThat(bytes(parts.getBodyPart(1))).isEqualTo(utf8("raw é"));
    }

    /** One boundary may begin as another, whichever is outside. */
    @ParameterizedTest
    @CsvSource({"b, b1", "b1, b", "=_, =__a", "b, b b"})
    void boundaryThatBeginsAsAnother_isItsOwn(String outer, String inner)
            throws MessagingException, IOException {
        String text = "Content-Type: text/plain; charset=utf-8\r\n\r\né";
        String message =
                ("Content-Type: multipart/mixed; boundary=\"O\"\r\n\r\n--O\r\n"
                                + "Content-Type: multipart/alternative; boundary=\"I\"\r\n\r\n--I \r\n"
                                + text
                                + "\r\n--I\t\r\n"
                                + text
                                + "\r\n--I--\r\nepilogue\r\n--O\r\n"
                                + text
                                + "\r\n--O--")
                        .replace("--O", "--" + outer)
                        .replace("--I", "--" + inner)
                        .replace("\"O\"", "\"" + outer + "\"")
                        .replace("\"I\"", "\"" + inner + "\"");
        byte[] base64 =
                BodyEncoding.change(utf8(message), type -> Optional.of(TransferEncoding.BASE64));
        for (byte[] changed : List.of(seven(utf8(message)), base64)) {
            MimeMultipart parts = (MimeMultipart) read(changed).getContent();
            assertThat(parts.getCount()).isEqualTo(2);
            MimeMultipart both = (MimeMultipart) parts.getBodyPart(0).getContent();
            assertThat(both.getCount()).isEqualTo(2);
            assertThat(both.getBodyPart(1).getContent()).isEqualTo("é");
            assertThat(parts.getBodyPart(1).getContent()).isEqualTo("é");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/mixed",
                "multipart/mixed; boundary=",
                "multipart/mixed; boundary=\"é\"",
                "multipart/signed; boundary=b; protocol=x",
                "multipart/digest; boundary=b",
                "message/rfc822",
                "message/global",
                "message/partial",
                "message/delivery-status",
                "text",
                "é/é; é=é",
                "image/png",
            })
    void whateverTheType_theMessageIsAscii(String type) throws MessagingException {
        for (String body :
                List.of(
                        "é",
                        "--b\r\n\r\né\r\n--b--",
                        "--b\r\nSubject: é\r\n\r\né\r\n",
                        "--bé\r\n\r\né",
                        "\r\n\r\né\r\n")) {
            byte[] message = seven(utf8("Content-Type: " + type + "\r\nSubject: é\r\n\r\n" + body));
            assertThat(read(message).getSubject()).isEqualTo("é");
        }
    }
}
