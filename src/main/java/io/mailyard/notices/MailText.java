package io.mailyard.notices;

import io.mailyard.mime.OneLine;

/** Makes names that people have chosen fit for a sentence or a subject. */
public final class MailText {
    /** Marks, embeddings, overrides and isolates of the Unicode Bidirectional Algorithm. */
    private static final String TURNING =
            "\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069";

    private MailText() {}

    /**
     * The text on one line of at most {@code most} characters, without the marks that turn the
     * direction of writing: they would turn the sentence around it too.
     */
    public static String line(String text, int most) {
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints().filter(c -> TURNING.indexOf(c) < 0).forEach(kept::appendCodePoint);
        return OneLine.of(kept.toString(), most);
    }
}
