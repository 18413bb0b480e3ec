package io.mailyard.base;

import java.text.Normalizer;
import java.util.Locale;

/** Rules that system names share: an account's name, a user's login. */
public final class Names {
    private Names() {}

    /**
     * The name, if it is one: 1 to {@code mostChars} characters, no control characters, no
     * {@code @}, no white space at either end.
     *
     * @throws IllegalArgumentException with the reason
     */
    public static String checked(String text, int mostChars) {
        int length = text.codePointCount(0, text.length());
        if (length == 0 || length > mostChars) {
            throw new IllegalArgumentException(
                    "must have 1 to " + mostChars + " characters, has " + length);
        }
        if (text.chars()
                .anyMatch(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029')) {
            throw new IllegalArgumentException("must not hold control characters");
        }
        if (text.indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "must not hold @, which parts login and account in login@account");
        }
        if (blank(text.codePointAt(0)) || blank(text.codePointBefore(text.length()))) {
            throw new IllegalArgumentException("must not start or end with white space");
        }
        return text;
    }

    private static boolean blank(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /**
     * What texts have in common that are the same without regard to case and to the ways of
     * composing a letter.
     */
    public static String folded(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        return composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }
}
