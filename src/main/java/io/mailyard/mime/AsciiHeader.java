package io.mailyard.mime;

import io.mailyard.mime.HeaderSection.Field;
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
 * Header fields beyond ASCII as hosts without SMTPUTF8 take them: text and names as encoded words
 * (RFC 2047), parameters by RFC 2231, addresses by {@link AsciiAddresses}. Fields of ASCII stay
 * octet by octet.
 */
final class AsciiHeader {
    /** RFC 5322 section 2.1.1. */
    private static final int FOLD = 76;

    /** The same section: 998 octets, of which a stuffed dot may take one. */
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

    /** Where neither encoded words nor parameters may stand: octets by their numbers. */
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

    /** A type and an address, in reports about a message (RFC 3464, RFC 8098). */
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

    /** Whether an address in a header can only be told to a host with SMTPUTF8 (RFC 6532). */
    static boolean addressNeedsUtf8(byte[] message, HeaderSection header) {
        Charset legacy = legacy(header);
        return header.fields().stream()
                .filter(field -> ADDRESSES.contains(field.name().toLowerCase(Locale.ROOT)))
                .filter(field -> beyondAscii(message, field.colon(), field.to()))
                .anyMatch(field -> AsciiAddresses.needUtf8(value(message, field, legacy)));
    }

    /**
     * Writes the fields, those beyond ASCII in ASCII, and lines between them that are none; not the
     * empty line behind them.
     *
     * @param from where the section begins
     */
    static void write(byte[] message, int from, HeaderSection header, ByteArrayOutputStream out) {
        Charset legacy = legacy(header);
        int done = from;
        for (Field field : header.fields()) {
            out.writeBytes(masked(message, done, field.from()));
            write(message, field, legacy, out);
            done = field.to();
        }
        out.writeBytes(masked(message, done, header.end()));
    }

    /** What nobody is shown: a question mark for each octet beyond ASCII. */
    static byte[] masked(byte[] octets, int from, int to) {
        byte[] masked = Arrays.copyOfRange(octets, from, to);
        for (int i = 0; i < masked.length; i++) {
            masked[i] = masked[i] < 0 ? (byte) '?' : masked[i];
        }
        return masked;
    }

    /** Writes a field; one of ASCII as it is. */
    static void write(byte[] message, Field field, Charset legacy, ByteArrayOutputStream out) {
        if (!beyondAscii(message, field.from(), field.to())) {
            out.write(message, field.from(), field.to() - field.from());
            return;
        }
        String name = field.name().replaceAll("[^!-9;-~]", "?");
        String value = ascii(name.toLowerCase(Locale.ROOT), value(message, field, legacy));
        out.writeBytes(folded(name, value).getBytes(StandardCharsets.US_ASCII));
    }

    private static String ascii(String name, String value) {
        if (ADDRESSES.contains(name)) {
            return AsciiAddresses.write(value);
        }
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

    /** Every octet beyond ASCII by its number in hexadecimal. */
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

    /** What a header that is not UTF-8 is probably written in: what its text says it is. */
    static Charset legacy(HeaderSection header) {
        return TextCharset.ofLines(header.value("Content-Type").orElse(""))
                .filter(charset ->
                        !charset.equals(StandardCharsets.UTF_8)
                                && !charset.equals(StandardCharsets.US_ASCII))
                .orElse(WESTERN);
    }

    /** On one line. */
    private static String value(byte[] message, Field field, Charset legacy) {
        int from = field.colon() + 1;
        int length = field.to() - from;
        String text =
                decoded(message, from, length, StandardCharsets.UTF_8)
                        .or(() -> decoded(message, from, length, legacy))
                        .orElseGet(() -> new String(message, from, length, WESTERN));
        return FOLDED.matcher(text).replaceAll(" ").strip();
    }

    private static Optional<String> decoded(byte[] octets, int from, int length, Charset charset) {
        try {
            return Optional.of(
                    charset.newDecoder().decode(ByteBuffer.wrap(octets, from, length)).toString());
        } catch (CharacterCodingException not) {
            return Optional.empty();
        }
    }

    /** A field, folded at blanks; a word that is too long for any line is parted. */
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
