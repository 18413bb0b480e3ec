package io.mailyard.mime;

import io.mailyard.mime.HeaderSection.Field;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Header fields beyond ASCII as hosts without SMTPUTF8 take them: text and names as encoded words
 * (RFC 2047), parameters by RFC 2231, addresses by {@link AsciiAddresses}. Fields of ASCII stay
 * octet by octet.
 */
final class AsciiHeader {
    /** RFC 5322 section 2.1.1. */
    private static final int FOLD = 76;

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

    private static final Pattern CHARSET =
            Pattern.compile("charset\\s*=\\s*\"?([A-Za-z0-9_.:-]{1,40})", Pattern.CASE_INSENSITIVE);

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

    /** Writes the fields, those beyond ASCII in ASCII; not the empty line behind them. */
    static void write(byte[] message, HeaderSection header, ByteArrayOutputStream out) {
        Charset legacy = legacy(header);
        for (Field field : header.fields()) {
            if (beyondAscii(message, field.from(), field.to())) {
                write(message, field, legacy, out);
            } else {
                out.write(message, field.from(), field.to() - field.from());
            }
        }
    }

    static void write(byte[] message, Field field, Charset legacy, ByteArrayOutputStream out) {
        String name = field.name().replaceAll("[^!-9;-~]", "?");
        fold(name, ascii(name.toLowerCase(Locale.ROOT), value(message, field, legacy)), out);
    }

    private static String ascii(String name, String value) {
        if (ADDRESSES.contains(name)) {
            return AsciiAddresses.write(value);
        }
        if (PARAMETERS.contains(name)) {
            return AsciiParameters.write(value);
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
        Matcher named = CHARSET.matcher(header.value("Content-Type").orElse(""));
        Charset western = Charset.forName("windows-1252");
        if (!named.find()) {
            return western;
        }
        try {
            Charset charset = Charset.forName(named.group(1));
            boolean single =
                    !charset.equals(StandardCharsets.UTF_8)
                            && !charset.equals(StandardCharsets.US_ASCII)
                            && !charset.name().startsWith("UTF-");
            return single ? charset : western;
        } catch (IllegalArgumentException unknown) {
            return western;
        }
    }

    /** On one line. */
    private static String value(byte[] message, Field field, Charset legacy) {
        int from = field.colon() + 1;
        int length = field.to() - from;
        String text =
                decoded(message, from, length, StandardCharsets.UTF_8)
                        .or(() -> decoded(message, from, length, legacy))
                        .orElseGet(() ->
                                new String(message, from, length, Charset.forName("windows-1252")));
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

    /** Folds at blanks. */
    private static void fold(String name, String value, ByteArrayOutputStream out) {
        StringBuilder field = new StringBuilder(name).append(':');
        int length = field.length();
        boolean bare = true;
        for (String word : value.split(" +", -1)) {
            if (!bare && length + 1 + word.length() > FOLD) {
                field.append("\r\n");
                length = 0;
            }
            field.append(' ').append(word);
            length += 1 + word.length();
            bare = false;
        }
        out.writeBytes(field.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    }
}
