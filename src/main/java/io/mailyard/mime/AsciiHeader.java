package io.mailyard.mime;

import io.mailyard.mime.HeaderSection.HeaderField;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Converts header fields beyond ASCII for hosts without SMTPUTF8: text and names to encoded words
 * (RFC 2047), parameters by RFC 2231, addresses by {@link AsciiAddresses}. ASCII fields are
 * unchanged, octet by octet.
 */
final class AsciiHeader {
    /** RFC 5322 section 2.1.1. */
    private static final int FOLD = 76;

    /** The limit of the same section: 998 octets, of which a doubled dot may take one. */
    private static final int LONGEST_LINE = 990;

    private static final Set<String> ADDRESSES =
            Set.of(
                    "from",
                    "sender",
                    "to",
                    "cc",
                    "bcc",
                    "reply-to",
                    "resent-from",
                    "resent-sender",
                    "resent-to",
                    "resent-cc",
                    "resent-bcc",
                    "resent-reply-to",
                    "return-path",
                    "return-receipt-to",
                    "disposition-notification-to",
                    "errors-to",
                    "mail-followup-to",
                    "mail-reply-to",
                    "list-id");

    private static final Set<String> PARAMETERS = Set.of("content-type", "content-disposition");

    /** Fields that allow neither encoded words nor parameters: octets become their numbers. */
    private static final Set<String> IDENTIFIERS =
            Set.of(
                    "message-id",
                    "in-reply-to",
                    "references",
                    "resent-message-id",
                    "content-id",
                    "content-transfer-encoding",
                    "mime-version",
                    "date",
                    "received",
                    "dkim-signature",
                    "authentication-results",
                    "arc-seal",
                    "arc-message-signature",
                    "arc-authentication-results",
                    "auto-submitted",
                    "list-unsubscribe-post");

    private static final Set<String> LINKS =
            Set.of(
                    "list-unsubscribe",
                    "list-subscribe",
                    "list-help",
                    "list-post",
                    "list-owner",
                    "list-archive",
                    "content-location",
                    "content-base");

    /** Fields with a type and an address, in reports about a message (RFC 3464, RFC 8098). */
    private static final Set<String> RECIPIENTS = Set.of("final-recipient", "original-recipient");

    private static final Charset WESTERN = Charset.forName("windows-1252");

    private static final Pattern FOLDED = Pattern.compile("[\\r\\n]+[ \\t]*");

    private AsciiHeader() {}

    static boolean beyondAscii(byte[] octets, int from, int to) {
        for (int i = from; i < to; i++) {
            if (octets[i] < 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether only a host with SMTPUTF8 can receive an address of the header (RFC 6532). */
    static boolean addressNeedsUtf8(byte[] message, HeaderSection header) {
        Charset legacy = legacy(header);
        return header.fields().stream()
                .filter(field -> ADDRESSES.contains(field.name().toLowerCase(Locale.ROOT)))
                .filter(field -> beyondAscii(message, field.colon(), field.to()))
                .anyMatch(field -> AsciiAddresses.needUtf8(octets(message, field), legacy));
    }

    /**
     * Writes the fields, converting those beyond ASCII, and the lines between them that are not
     * fields; without the empty line after them.
     *
     * @param from start of the section
     */
    static void write(byte[] message, int from, HeaderSection header, ByteArrayOutputStream out) {
        Charset legacy = legacy(header);
        int done = from;
        for (HeaderField field : header.fields()) {
            out.writeBytes(masked(message, done, field.from()));
            write(message, field, legacy, out);
            done = field.to();
        }
        out.writeBytes(masked(message, done, header.end()));
    }

    /** Replaces each octet beyond ASCII by a question mark, in text that nobody is shown. */
    static byte[] masked(byte[] octets, int from, int to) {
        byte[] masked = Arrays.copyOfRange(octets, from, to);
        for (int i = 0; i < masked.length; i++) {
            masked[i] = masked[i] < 0 ? (byte) '?' : masked[i];
        }
        return masked;
    }

    /** Writes a field; an ASCII field unchanged. */
    static void write(
            byte[] message, HeaderField field, Charset legacy, ByteArrayOutputStream out) {
        if (!beyondAscii(message, field.from(), field.to())) {
            out.write(message, field.from(), field.to() - field.from());
            return;
        }
        String name = field.name().replaceAll("[^!-9;-~]", "?");
        String lower = name.toLowerCase(Locale.ROOT);
        String value =
                ADDRESSES.contains(lower)
                        ? AsciiAddresses.write(octets(message, field), legacy)
                        : ascii(lower, value(message, field, legacy));
        out.writeBytes(folded(name, value).getBytes(StandardCharsets.US_ASCII));
    }

    private static String ascii(String name, String value) {
        if (PARAMETERS.contains(name)) {
            return AsciiParameters.write(value);
        }
        if (RECIPIENTS.contains(name) && value.contains(";")) {
            String address = value.substring(value.indexOf(';') + 1).strip();
            return DeliveryStatusComposer.recipient(address);
        }
        if (IDENTIFIERS.contains(name)) {
            return octets(value, '=');
        }
        if (LINKS.contains(name)) {
            return octets(value, '%');
        }
        return EncodedWords.text(value);
    }

    /** Writes every octet beyond ASCII as its number in hexadecimal. */
    static String octets(String value, char mark) {
        StringBuilder out = new StringBuilder();
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            if (octet < 0 || (octet < ' ' && octet != '\t') || octet == 127) {
                out.append(mark).append("%02X".formatted(octet & 0xFF));
            } else {
                out.append((char) octet);
            }
        }
        return out.toString();
    }

    /** The probable charset of a header that is not UTF-8: the one that its text parts declare. */
    static Charset legacy(HeaderSection header) {
        return TextCharset.ofLines(header.value("Content-Type").orElse(""))
                .filter(charset ->
                        !charset.equals(StandardCharsets.UTF_8)
                                && !charset.equals(StandardCharsets.US_ASCII))
                .orElse(WESTERN);
    }

    /** The value on one line. */
    private static String value(byte[] message, HeaderField field, Charset legacy) {
        String text = text(Arrays.copyOfRange(message, field.colon() + 1, field.to()), legacy);
        return FOLDED.matcher(text).replaceAll(" ").strip();
    }

    /** The value with a character for each octet, on one line. */
    private static String octets(byte[] message, HeaderField field) {
        int from = field.colon() + 1;
        String octets = new String(message, from, field.to() - from, StandardCharsets.ISO_8859_1);
        return FOLDED.matcher(octets).replaceAll(" ").strip();
    }

    /** The text of octets in UTF-8, or else in a header's other charset. */
    static String text(String octets, Charset legacy) {
        return text(octets.getBytes(StandardCharsets.ISO_8859_1), legacy);
    }

    private static String text(byte[] octets, Charset legacy) {
        return decoded(octets, StandardCharsets.UTF_8)
                .or(() -> decoded(octets, legacy))
                .orElseGet(() -> new String(octets, WESTERN));
    }

    private static Optional<String> decoded(byte[] octets, Charset charset) {
        try {
            return Optional.of(charset.newDecoder().decode(ByteBuffer.wrap(octets)).toString());
        } catch (CharacterCodingException not) {
            return Optional.empty();
        }
    }

    /** A field, folded at blanks; a word too long for a line is split. */
    static String folded(String name, String value) {
        StringBuilder field = new StringBuilder(name).append(':');
        int length = field.length();
        boolean bare = true;
        for (String word : value.split(" +", -1)) {
            if (length + 1 + word.length() > (bare ? LONGEST_LINE : FOLD)) {
                field.append("\r\n");
                length = 0;
            }
            int from = 0;
            while (length + 1 + word.length() - from > LONGEST_LINE) {
                int to = from + LONGEST_LINE - length - 1;
                field.append(' ').append(word, from, to).append("\r\n");
                from = to;
                length = 0;
            }
            field.append(' ').append(word, from, word.length());
            length += 1 + word.length() - from;
            bare = false;
        }
        return field.append("\r\n").toString();
    }
}
