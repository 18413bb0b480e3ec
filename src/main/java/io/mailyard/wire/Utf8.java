package io.mailyard.wire;

/** Strict UTF-8 (Unicode, table 3-7): no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {
    private Utf8() {}

    /** Start of the text: after the byte order mark, if there is one. */
    static int afterMark(byte[] bytes) {
        boolean marked =
                bytes.length >= 3
                        && bytes[0] == (byte) 0xEF
                        && bytes[1] == (byte) 0xBB
                        && bytes[2] == (byte) 0xBF;
        return marked ? 3 : 0;
    }

    /** Whether a byte continues a character. */
    static boolean continues(byte one) {
        return (one & 0xC0) == 0x80;
    }

    /** Position of the first character that is not well-formed, or -1. */
    static int malformedAt(byte[] bytes, int from) {
        int i = from;
        while (i < bytes.length) {
            if (bytes[i] >= 0) {
                i++;
                continue;
            }
            int length = length(bytes, i);
            if (length == 0) {
                return i;
            }
            i += length;
        }
        return -1;
    }

    /** Length of the multi-byte character that starts at {@code i}; 0 if it is malformed. */
    private static int length(byte[] bytes, int i) {
        int lead = bytes[i] & 0xFF;
        int second = i + 1 < bytes.length ? bytes[i + 1] & 0xFF : 0;
        int least = 0x80;
        int most = 0xBF;
        int length;
        if (lead >= 0xC2 && lead <= 0xDF) {
            length = 2;
        } else if (lead >= 0xE0 && lead <= 0xEF) {
            length = 3;
            least = lead == 0xE0 ? 0xA0 : least;
            most = lead == 0xED ? 0x9F : most;
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            length = 4;
            least = lead == 0xF0 ? 0x90 : least;
            most = lead == 0xF4 ? 0x8F : most;
        } else {
            return 0;
        }
        if (second < least || second > most || i + length > bytes.length) {
            return 0;
        }
        for (int k = i + 2; k < i + length; k++) {
            if (!continues(bytes[k])) {
                return 0;
            }
        }
        return length;
    }
}
