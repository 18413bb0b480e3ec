package io.mailyard.mime;

/** Converts any text to one harmless line for a header or a sentence. */
public final class OneLine {
    private OneLine() {}

    /**
     * {@code text} on one line: control characters, line and paragraph separators and lone
     * surrogates become spaces, runs of spaces become one, and text over {@code most} characters
     * ends in an ellipsis.
     */
    public static String of(String text, int most) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), most) + 1);
        boolean space = true;
        for (int i = 0; i < text.length() && line.length() < most; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            boolean blank = isBlank(c);
            if (!blank) {
                line.appendCodePoint(c);
            } else if (!space) {
                line.append(' ');
            }
            space = blank;
            if (line.length() >= most - 1 && i < text.length()) {
                return line.toString().stripTrailing() + "…";
            }
        }
        return line.toString().stripTrailing();
    }

    private static boolean isBlank(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR,
                    Character.SURROGATE ->
                    true;
            default -> false;
        };
    }
}
