package io.mailyard.mime;

/** Makes one harmless line of any text, so that it can stand in a header or a sentence. */
public final class OneLine {
    private OneLine() {}

    /**
     * {@code text} on one line: each control character, line or paragraph separator and lone
     * surrogate is a space, runs of spaces are one, and what is over {@code most} characters ends
     * in an ellipsis.
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
