package io.mailyard.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A growing byte array. Its size is bounded by the answer's content: at most 10,000 rows of bounded
 * strings.
 */
final class ByteBuilder {
    /** Initial capacity: enough for the usual answer, a page of ten users. */
    private static final int USUAL = 4096;

    private byte[] bytes = new byte[USUAL];
    private int length;

    int length() {
        return length;
    }

    /** Truncates to the length {@code shorter}. */
    void cutTo(int shorter) {
        length = shorter;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    ByteBuilder put(char ascii) {
        room(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    /** Writes characters that are known to be ASCII and to need no escape. */
    @SuppressWarnings("deprecation") // wrong for other characters, and a single copy for these
    ByteBuilder ascii(String text) {
        int count = text.length();
        room(count);
        text.getBytes(0, count, bytes, length);
        length += count;
        return this;
    }

    ByteBuilder number(long value) {
        return ascii(Long.toString(value));
    }

    /**
     * Writes a string as UTF-8; characters that XML 1.0 does not have become U+FFFD.
     *
     * @param escapes the escape of each ASCII character, null if it needs none
     */
    ByteBuilder escaped(String text, @Nullable String[] escapes) {
        int count = text.length();
        room(count * 3);
        int plain = plain(text, escapes);
        for (int i = plain; i < count; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                i += beyondAscii(text, i, c);
                continue;
            }
            String escape = escapes[c];
            if (escape == null) {
                bytes[length++] = (byte) c;
            } else {
                ascii(escape);
                room((count - i) * 3);
            }
        }
        return this;
    }

    /** Writes the part before the first character that is not ASCII or has an escape. */
    private int plain(String text, @Nullable String[] escapes) {
        byte[] to = bytes;
        int start = length;
        int i = 0;
        for (int count = text.length(); i < count; i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || escapes[c] != null) {
                break;
            }
            to[start + i] = (byte) c;
        }
        length += i;
        return i;
    }

    /**
     * Writes a character beyond ASCII, for which there is room of three bytes per char, and returns
     * the number of chars it took beyond the first.
     */
    private int beyondAscii(String text, int i, char c) {
        if (c < 0x800) {
            bytes[length++] = (byte) (0xC0 | (c >> 6));
            bytes[length++] = continuation(c);
            return 0;
        }
        if (Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1))) {
            int point = Character.toCodePoint(c, text.charAt(i + 1));
            bytes[length++] = (byte) (0xF0 | (point >> 18));
            bytes[length++] = continuation(point >> 12);
            bytes[length++] = continuation(point >> 6);
            bytes[length++] = continuation(point);
            return 1;
        }
        char shown = WireText.carried(c) ? c : '\uFFFD';
        bytes[length++] = (byte) (0xE0 | (shown >> 12));
        bytes[length++] = continuation(shown >> 6);
        bytes[length++] = continuation(shown);
        return 0;
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }

    private void room(int more) {
        int needed = Math.addExact(length, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
        }
    }
}
