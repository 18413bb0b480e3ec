package io.mailyard.fields;

import io.mailyard.api.Type;
import io.mailyard.api.Types;
import io.mailyard.base.NameRules;
import java.util.Locale;

/**
 * One line of text: a title or a name of a person, as lists, subjects and mails show it. Refuses
 * what would begin another line there, act on a terminal, or turn the text around it.
 */
public final class LineText {
    /** A letter of no dots, which Unicode counts among symbols. */
    private static final int BRAILLE_BLANK = 0x2800;

    private LineText() {}

    /**
     * The type of a parameter that is one line of text.
     *
     * @param least fewest characters
     * @param most maximum number of characters
     */
    public static Type<String> type(int least, int most) {
        return Types.text(least, most).map(LineText::checked);
    }

    /**
     * Returns the text if it is one line.
     *
     * @throws IllegalArgumentException that names the first character at fault
     */
    public static String checked(String text) {
        text.codePoints()
                .filter(LineText::isRefused)
                .findFirst()
                .ifPresent(c -> {
                    throw new IllegalArgumentException(
                            String.format(
                                    Locale.ROOT,
                                    "must not hold U+%04X, %s: it is one line of text",
                                    c,
                                    kind(c)));
                });
        return text;
    }

    /** Whether nobody can see anything of the text. */
    public static boolean isBlank(String text) {
        return text.codePoints()
                .allMatch(c ->
                        NameRules.unseen(c)
                                || Character.isWhitespace(c)
                                || Character.isSpaceChar(c)
                                || c == BRAILLE_BLANK);
    }

    /**
     * Returns the text if somebody can see it.
     *
     * @throws IllegalArgumentException if nobody can
     */
    static String seen(String text) {
        if (isBlank(text)) {
            throw new IllegalArgumentException("must have characters that can be seen");
        }
        return text;
    }

    /**
     * Makes one line of a name that another system gives, such as a directory: line breaks and
     * controls become spaces, and what else cannot be seen is left out.
     */
    public static String toLine(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .forEach(c -> {
                    if (!NameRules.unseen(c)) {
                        line.appendCodePoint(c);
                    } else if (isRefused(c) && !turns(c)) {
                        line.append(' ');
                    }
                });
        return line.toString().replaceAll(" {2,}", " ").strip();
    }

    /** Whether a line must not hold the character. */
    static boolean isRefused(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    true;
            default -> turns(c);
        };
    }

    /** The marks, embeddings, overrides and isolates of UAX #9: Bidi_Control. */
    private static boolean turns(int c) {
        return c == 0x061C
                || c == 0x200E
                || c == 0x200F
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }

    private static String kind(int c) {
        if (turns(c)) {
            return "which sets the direction of text";
        }
        return switch (c) {
            case '\n', '\r', 0x0B, 0x0C, 0x85, 0x2028, 0x2029 -> "a line break";
            case '\t' -> "a tab";
            default -> "a control character";
        };
    }
}
