package io.mailyard.wire;

import io.mailyard.base.VisibleText;
import java.util.Optional;

/** Limits of strings so that both formats can carry them: the characters of XML 1.0. */
public final class WireText {
    /** Maximum number of values (strings, numbers, arrays, objects) in a body. */
    static final int MOST_VALUES = 100_000;

    /** Maximum depth of objects and arrays; the deepest documented request has 5. */
    static final int DEEPEST = 64;

    /** Maximum length of a name; no documented one is longer than 40. */
    static final int LONGEST_NAME = 256;

    private WireText() {}

    /** Position of the first char that is a lone surrogate or that XML 1.0 cannot carry, or -1. */
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

    /** Returns what is wrong with a text that not both formats carry, to be said of its member. */
    public static Optional<String> fault(String text) {
        int bad = forbiddenAt(text);
        return bad < 0 ? Optional.empty() : Optional.of(forbidden(text.charAt(bad)).strip());
    }

    static String forbidden(char c) {
        return Character.isSurrogate(c)
                ? " has half a surrogate pair, " + codePoint(c)
                : " has the character " + codePoint(c) + ", which is not taken";
    }

    /** Whether XML 1.0 has this char, taken by itself. */
    static boolean carried(char c) {
        return c >= 0x20
                ? c < 0xD800 || (c > 0xDFFF && c < 0xFFFE)
                : c == '\t' || c == '\n' || c == '\r';
    }

    /** The code point's notation, for example {@code U+0000}. */
    static String codePoint(char c) {
        return String.format("U+%04X", (int) c);
    }

    /** A name for a message: shortened, with characters replaced that cannot be carried. */
    public static String shownName(String name) {
        return clean(VisibleText.shortened(name));
    }

    /** A parser's message: at most 200 chars, with characters replaced that cannot be carried. */
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
