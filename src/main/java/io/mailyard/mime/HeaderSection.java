package io.mailyard.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Positions of a message's header fields in its octets (RFC 5322 section 2.2), found without
 * interpreting them; malformed fields are unchanged. Lines may end in CRLF, or in LF or CR alone.
 */
public final class HeaderSection {
    /**
     * Maximum number of fields; mail hosts accept no more lines of header either, and the rest
     * counts as body.
     */
    private static final int MAX_FIELDS = 10_000;

    /**
     * One field with its folded lines.
     *
     * @param name as it is written
     * @param from position of its first octet
     * @param colon position of the end of its name
     * @param to position after its last line end
     */
    public record HeaderField(String name, int from, int colon, int to) {
        boolean is(String other) {
            return name.equalsIgnoreCase(other);
        }
    }

    private final byte[] message;
    private final List<HeaderField> fields;
    private final int end;
    private final int body;

    private HeaderSection(byte[] message, List<HeaderField> fields, int end, int body) {
        this.message = message;
        this.fields = List.copyOf(fields);
        this.end = end;
        this.body = body;
    }

    /** Finds the fields. Skips a first line that is not a field, such as that of an mbox file. */
    public static HeaderSection of(byte[] message) {
        return from(message, 0);
    }

    /** Finds the fields of a section within other octets; positions count from their start. */
    static HeaderSection from(byte[] message, int start) {
        List<HeaderField> fields = new ArrayList<>();
        int at = start;
        while (at < message.length && fields.size() < MAX_FIELDS) {
            int next = lineEnd(message, at);
            if (isEmpty(message, at)) {
                return new HeaderSection(message, fields, at, next);
            }
            while (next < message.length && (message[next] == ' ' || message[next] == '\t')) {
                next = lineEnd(message, next);
            }
            int colon = colon(message, at, next);
            if (colon > at) {
                String name = new String(message, at, colon - at, StandardCharsets.ISO_8859_1);
                fields.add(new HeaderField(name.stripTrailing(), at, colon, next));
            }
            at = next;
        }
        return new HeaderSection(message, fields, at, at);
    }

    private static boolean isEmpty(byte[] message, int at) {
        return message[at] == '\r' || message[at] == '\n';
    }

    /** Position after the end of the line that contains {@code from}. */
    private static int lineEnd(byte[] message, int from) {
        int at = from;
        while (at < message.length && message[at] != '\n' && message[at] != '\r') {
            at++;
        }
        boolean pair = at + 1 < message.length && message[at] == '\r' && message[at + 1] == '\n';
        return Math.min(message.length, at + (pair ? 2 : 1));
    }

    private static int colon(byte[] message, int from, int to) {
        for (int at = from; at < to; at++) {
            if (message[at] == ':') {
                return at;
            }
        }
        return -1;
    }

    /** The fields from the top down. */
    public List<HeaderField> fields() {
        return fields;
    }

    /** Position after the last field: of the empty line, if there is one. */
    public int end() {
        return end;
    }

    /** Position after the empty line. */
    public int body() {
        return body;
    }

    /** The text after the first such field's colon, with its folds; empty if there is none. */
    public Optional<String> value(String name) {
        return fields.stream().filter(field -> field.is(name)).findFirst().map(this::value);
    }

    /** The value of a field, as it is written. */
    String value(HeaderField field) {
        int from = field.colon() + 1;
        return new String(message, from, field.to() - from, StandardCharsets.UTF_8).strip();
    }

    /**
     * The domain of the first address in {@code From}, in A-labels (RFC 5890) and lower case; empty
     * if it can be read in more than one way, or if there are several such fields.
     */
    public String fromDomain() {
        List<HeaderField> from = fields.stream().filter(field -> field.is("From")).toList();
        if (from.size() != 1) {
            return "";
        }
        HeaderField field = from.getFirst();
        return AddressList.of(message, field.colon() + 1, field.to()).firstDomain();
    }
}
