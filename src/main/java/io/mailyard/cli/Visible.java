package io.mailyard.cli;

/**
 * Text made safe for a terminal. What an account is named must not move the cursor, change the
 * title, turn the line around or hide in it.
 */
final class Visible {
    private Visible() {}

    /** The text on one line, each code point that shows nothing or does something escaped. */
    static String text(String text) {
        StringBuilder shown = new StringBuilder(text.length());
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

    /** Whether a terminal would do something else with it than show it. */
    static boolean acts(int codePoint) {
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
    static String unicode(int codePoint) {
        StringBuilder escaped = new StringBuilder();
        for (char c : Character.toChars(codePoint)) {
            escaped.append(String.format("\\u%04x", (int) c));
        }
        return escaped.toString();
    }
}
