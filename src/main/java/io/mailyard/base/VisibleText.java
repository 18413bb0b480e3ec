package io.mailyard.base;

/**
 * Text made safe for a terminal or a log. What an account is named, or what a client or a mail host
 * says, must not move the cursor, change the title, turn the line around, hide in it or begin
 * another line. Everything that shows text of others goes through here.
 */
public final class VisibleText {
    /** Characters of a refused value that an error message repeats, 100: enough to find it by. */
    private static final int LONGEST = 100;

    private VisibleText() {}

    /**
     * A refused value as an error message shows it: made safe, and its first half alone where long.
     */
    public static String shortened(String value) {
        return of(
                value.length() <= LONGEST
                        ? value
                        : value.substring(0, value.offsetByCodePoints(0, LONGEST / 2)) + "...");
    }

    /** The text on one line, each code point that shows nothing or does something escaped. */
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

    /** The text of a JSON document, with the same code points escaped as JSON has them. */
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
     * Whether a terminal would do something else with it than show it: C0 and C1 controls, bidi and
     * other format controls, line separators.
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

    /** Such as {@code \}{@code u001b}: as JSON writes it, in two parts beyond the first plane. */
    public static String unicode(int codePoint) {
        StringBuilder escaped = new StringBuilder();
        for (char c : Character.toChars(codePoint)) {
            escaped.append(String.format("\\u%04x", (int) c));
        }
        return escaped.toString();
    }
}
