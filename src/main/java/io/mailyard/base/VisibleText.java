package io.mailyard.base;

/**
 * Text made safe for a terminal or a log. The name of an account, or the text of a client or a mail
 * host, must not move the cursor, change the title, turn the line around, hide in it or begin
 * another line. Everything that shows text of others uses this class.
 */
public final class VisibleText {
    /** Number of characters of a refused value that an error message repeats: enough to find it. */
    private static final int LONGEST = 100;

    private VisibleText() {}

    /** A refused value for an error message: made safe, and only its first half if it is long. */
    public static String shortened(String value) {
        return of(
                value.length() <= LONGEST
                        ? value
                        : value.substring(0, value.offsetByCodePoints(0, LONGEST / 2)) + "...");
    }

    /** The text on one line, with each invisible or active code point escaped. */
    public static String of(String text) {
        if (text.codePoints().noneMatch(VisibleText::acts)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 16);
        text.codePoints()
                .forEach(c -> {
                    if (!acts(c)) {
                        shown.appendCodePoint(c);
                    } else {
                        shown.append(escape(c));
                    }
                });
        return shown.toString();
    }

    /** The text of a JSON document, with the same code points escaped as in JSON. */
    public static String ofJson(String json) {
        StringBuilder shown = new StringBuilder(json.length() + 16);
        json.codePoints()
                .forEach(c -> {
                    if (!acts(c)) {
                        shown.appendCodePoint(c);
                    } else {
                        shown.append(unicode(c));
                    }
                });
        return shown.toString();
    }

    /**
     * Whether a terminal would act upon the code point instead of showing it: C0 and C1 controls,
     * bidi and other format controls, line separators.
     */
    public static boolean acts(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE ->
                    true;
            default -> false;
        };
    }

    private static String escape(int codePoint) {
        return switch (codePoint) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> unicode(codePoint);
        };
    }

    /**
     * The JSON escape of a code point, for example {@code \}{@code u001b}; two escapes beyond the
     * first plane.
     */
    public static String unicode(int codePoint) {
        StringBuilder escaped = new StringBuilder();
        for (char c : Character.toChars(codePoint)) {
            escaped.append(String.format("\\u%04x", (int) c));
        }
        return escaped.toString();
    }
}
