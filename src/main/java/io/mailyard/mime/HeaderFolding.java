package io.mailyard.mime;

import java.io.ByteArrayOutputStream;
import java.util.BitSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps lines of a header section within the 998 octets of RFC 5322 section 2.1.1, by folding them
 * at existing white space (section 2.2.3); between addresses a blank is inserted.
 */
final class HeaderFolding {
    static final int MAX_LINE = 998;

    private static final Set<String> OF_ADDRESSES = Set.of("from", "to", "cc", "reply-to");

    private final byte[] message;
    private final HeaderIndex.IndexedField field;
    private final ByteArrayOutputStream out;
    private @Nullable BitSet between;

    private HeaderFolding(
            byte[] message, HeaderIndex.IndexedField field, ByteArrayOutputStream out) {
        this.message = message;
        this.field = field;
        this.out = out;
    }

    /**
     * Writes a field with its line ends.
     *
     * @throws IllegalArgumentException if a line is too long and cannot be folded
     */
    static void write(byte[] message, HeaderIndex.IndexedField field, ByteArrayOutputStream out) {
        new HeaderFolding(message, field, out).write();
    }

    private void write() {
        int from = field.from();
        while (from < field.to()) {
            int end = from;
            while (end < field.to() && message[end] != '\r') {
                end++;
            }
            line(from, end);
            from = end + 2;
        }
    }

    private void line(int from, int end) {
        int start = from;
        // an inserted blank before the rest counts too
        boolean blank = false;
        while (end - start + (blank ? 1 : 0) > MAX_LINE) {
            int at = lastFold(start, start + MAX_LINE - (blank ? 1 : 0), end);
            if (at < 0) {
                throw new IllegalArgumentException(
                        "its header field "
                                + OneLine.of(field.name(), 76)
                                + " has a line of "
                                + (end - from)
                                + " octets and nowhere to fold it; a line may have "
                                + MAX_LINE
                                + " (RFC 5322 section 2.1.1)");
            }
            put(blank, start, at);
            start = at;
            blank = message[at] != ' ' && message[at] != '\t';
        }
        put(blank, start, end);
    }

    private void put(boolean blank, int from, int to) {
        if (blank) {
            out.write(' ');
        }
        out.write(message, from, to - from);
        out.write('\r');
        out.write('\n');
    }

    /**
     * Start of the next line, at most {@code most}, such that no line consists of blanks; negative
     * if there is none.
     */
    private int lastFold(int start, int most, int end) {
        for (int at = Math.min(most, end - 1); at > start; at--) {
            boolean white = message[at] == ' ' || message[at] == '\t';
            boolean fits = white || isBetweenAddresses(at);
            if (fits && hasWords(Math.max(start, field.valueFrom()), at) && hasWords(at, end)) {
                return at;
            }
        }
        return -1;
    }

    private boolean hasWords(int from, int to) {
        for (int at = from; at < to; at++) {
            if (message[at] != ' ' && message[at] != '\t') {
                return true;
            }
        }
        return false;
    }

    private boolean isBetweenAddresses(int at) {
        BitSet known = between;
        if (known == null) {
            known = OF_ADDRESSES.contains(field.name()) ? betweenAddresses() : new BitSet();
            between = known;
        }
        return known.get(at);
    }

    /** Positions after each comma outside quoted strings and brackets. */
    private BitSet betweenAddresses() {
        BitSet found = new BitSet(field.to());
        boolean quoted = false;
        boolean bracket = false;
        for (int at = field.valueFrom(); at < field.to(); at++) {
            byte c = message[at];
            if (c == '\\') {
                at++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '<' || c == '>')) {
                bracket = c == '<';
            } else if (c == ',' && !quoted && !bracket) {
                found.set(at + 1);
            }
        }
        return found;
    }
}
