package io.mailyard.mime;

import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The header section of an unchanged message: positions of its fields, and of its end. A line that
 * is not a field ends the section, as if an empty line preceded it.
 */
final class HeaderIndex {
    /** A field with its continuation lines. */
    record IndexedField(String name, int from, int valueFrom, int to) {}

    private final byte[] message;
    private final List<IndexedField> all;
    private final int end;
    private final boolean blankLine;

    private HeaderIndex(byte[] message, List<IndexedField> all, int end, boolean blankLine) {
        this.message = message;
        this.all = all;
        this.end = end;
        this.blankLine = blankLine;
    }

    /** Indexes a message; its lines end in CRLF. */
    static HeaderIndex of(byte[] message) {
        List<IndexedField> fields = new ArrayList<>();
        int at = 0;
        while (at < message.length) {
            if (message[at] == '\r') {
                return new HeaderIndex(message, fields, at, true);
            }
            int colon = colon(message, at);
            if (colon < 0) {
                return new HeaderIndex(message, fields, at, false);
            }
            int to = lineEnd(message, at);
            while (to < message.length && (message[to] == ' ' || message[to] == '\t')) {
                to = lineEnd(message, to);
            }
            String name =
                    new String(message, at, colon - at, StandardCharsets.US_ASCII)
                            .strip()
                            .toLowerCase(Locale.ROOT);
            fields.add(new IndexedField(name, at, colon + 1, to));
            at = to;
        }
        return new HeaderIndex(message, fields, at, false);
    }

    /** Position of the colon after a field's name; negative if no field begins there. */
    private static int colon(byte[] message, int from) {
        int at = from;
        while (at < message.length
                && message[at] > ' '
                && message[at] < 127
                && message[at] != ':') {
            at++;
        }
        int named = at;
        while (at < message.length && (message[at] == ' ' || message[at] == '\t')) {
            at++;
        }
        return named > from && at < message.length && message[at] == ':' ? at : -1;
    }

    private static int lineEnd(byte[] message, int from) {
        int at = from;
        while (at < message.length && message[at] != '\n') {
            at++;
        }
        return Math.min(at + 1, message.length);
    }

    List<IndexedField> all() {
        return all;
    }

    /** Position of the empty line, or of the body if there is none. */
    int end() {
        return end;
    }

    /** Whether an empty line ends the section. */
    boolean blankLine() {
        return blankLine;
    }

    int count(String name) {
        return (int) all.stream().filter(field -> field.name().equals(name)).count();
    }

    /** The first field of that name (lower case), unfolded and stripped. */
    Optional<String> first(String name) {
        return all.stream().filter(field -> field.name().equals(name)).findFirst().map(this::value);
    }

    /** The addresses in the first field of that name (lower case). */
    Optional<AddressList> addresses(String name) {
        return all.stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .map(field -> AddressList.of(message, field.valueFrom(), field.to()));
    }

    private String value(IndexedField field) {
        return new String(
                        message,
                        field.valueFrom(),
                        field.to() - field.valueFrom(),
                        StandardCharsets.UTF_8)
                .replace("\r\n", "")
                .strip();
    }

    /**
     * The first field of that name with encoded words decoded (RFC 2047), on one line of at most
     * {@code most} characters.
     */
    Optional<String> words(String name, int most) {
        return first(name).map(value -> OneLine.of(decoded(value), most));
    }

    private static String decoded(String value) {
        try {
            return MimeUtility.decodeText(value);
        } catch (UnsupportedEncodingException unknown) {
            return value;
        }
    }
}
