package io.mailyard.db;

import java.util.List;

/**
 * Makes the two small sigmas of Greek one letter for a search. A folded text has the final one at
 * the end of each word, and who types a part of it does not know where its word ends. Columns stay
 * as they are: their sigmas are folded in the statement, where the text that is looked for has one.
 */
public final class GreekSigma {
    private static final char FINAL = '\u03c2';

    private static final char USUAL = '\u03c3';

    private GreekSigma() {}

    /** Returns the text with the usual sigma alone. */
    public static String folded(String text) {
        return text.replace(FINAL, USUAL);
    }

    /**
     * Returns an expression that holds {@link #folded} of a text where the column holds the text.
     */
    public static String column(String sql, String text) {
        return folded(text).indexOf(USUAL) < 0
                ? sql
                : "replace(" + sql + ", '" + FINAL + "', '" + USUAL + "')";
    }

    /** The beginnings of folded texts that one may mean: its last word may go on. */
    public static List<String> beginnings(String text) {
        int last = text.length() - 1;
        return last >= 0 && text.charAt(last) == FINAL
                ? List.of(text, text.substring(0, last) + USUAL)
                : List.of(text);
    }
}
