package io.mailyard.wire;

import io.mailyard.base.VisibleText;

/** What a string may hold so that both formats can carry it: the characters of XML 1.0. */
public final class WireText {
    /** A body has no more values (strings, numbers, arrays, objects) than this. */
    static final int MOST_VALUES = 100_000;

    /** Objects and arrays nest no deeper; the deepest documented request has 5. */
    static final int DEEPEST = 64;

    /** No documented name is longer than 40. */
    static final int LONGEST_NAME = 256;

    private WireText() {}

    /** The first char that is a lone surrogate or that XML 1.0 cannot carry, or -1. */
    static int forbiddenAt(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c < 0xD800) {
                continue;
            }
            if (Character.isHighSurrogate(c)
                    && i + 1 < length
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (!carried(c)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether XML 1.0 has this char, taken by itself. */
    static boolean carried(char c) {
        return c >= 0x20
                ? c < 0xD800 || (c > 0xDFFF && c < 0xFFFE)
                : c == '\t' || c == '\n' || c == '\r';
    }

    /** Such as {@code U+0000}. */
    static String codePoint(char c) {
        return String.format("U+%04X", (int) c);
    }

    /** A name as it is shown in a message: shortened, what cannot be carried replaced. */
    public static String shownName(String name) {
        return clean(VisibleText.shortened(name));
    }

    /** A parser's message: 200 chars at most, what cannot be carried replaced. */
    static String clean(String message) {
        StringBuilder clean = new StringBuilder(message);
        clean.setLength(Math.min(message.length(), 200));
        for (int i = 0; i < clean.length(); i++) {
            char c = clean.charAt(i);
            if (c < 0x20 || !carried(c)) {
                clean.setCharAt(i, '?');
            }
        }
        return clean.toString();
    }
}
