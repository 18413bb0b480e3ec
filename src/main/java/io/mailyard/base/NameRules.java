package io.mailyard.base;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

/**
 * Rules shared by names: of accounts, logins, tariffs, tokens, senders and others. Which names are
 * refused and which are equal follows PRECIS (RFC 8264, RFC 8265).
 */
public final class NameRules {
    /**
     * Default_Ignorable_Code_Point (Unicode 17, DerivedCoreProperties.txt) as pairs of first and
     * last: invisible characters.
     */
    private static final int[] IGNORABLE = {
        0x00AD, 0x00AD, 0x034F, 0x034F, 0x061C, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B,
        0x180F, 0x200B, 0x200F, 0x202A, 0x202E, 0x2060, 0x206F, 0x3164, 0x3164, 0xFE00, 0xFE0F,
        0xFEFF, 0xFEFF, 0xFFA0, 0xFFA0, 0xFFF0, 0xFFF8, 0x1BCA0, 0x1BCA3, 0x1D173, 0x1D17A, 0xE0000,
        0xE0FFF
    };

    private NameRules() {}

    /**
     * Returns the name if it is valid: 1 to {@code mostChars} characters that {@link #visible}
     * accepts, no {@code @}, no white space at either end.
     *
     * @throws IllegalArgumentException with the reason if it is not
     */
    public static String checked(String text, int mostChars) {
        return visible(known(text, mostChars));
    }

    /**
     * Returns the name if an earlier version may have accepted it: like {@link #checked}, but with
     * invisible characters.
     *
     * @throws IllegalArgumentException with the reason if not
     */
    public static String known(String text, int mostChars) {
        int length = text.codePointCount(0, text.length());
        if (length == 0 || length > mostChars) {
            throw new IllegalArgumentException(
                    "must have 1 to " + mostChars + " characters, has " + length);
        }
        text.chars()
                .filter(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029')
                .findFirst()
                .ifPresent(c -> {
                    throw new IllegalArgumentException(
                            String.format(
                                    Locale.ROOT, "must not hold U+%04X, a control character", c));
                });
        if (text.indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "must not hold @, which parts login and account in login@account");
        }
        if (blank(text.codePointAt(0)) || blank(text.codePointBefore(text.length()))) {
            throw new IllegalArgumentException("must not start or end with white space");
        }
        return text;
    }

    /**
     * Returns the text if all of it is visible: no control, format, unassigned or private
     * character, none that is ignored when shown, and none that changes the direction of text.
     *
     * @throws IllegalArgumentException that names the first such character
     */
    public static String visible(String text) {
        text.codePoints()
                .filter(NameRules::unseen)
                .findFirst()
                .ifPresent(c -> {
                    throw new IllegalArgumentException(
                            String.format(
                                    Locale.ROOT,
                                    "must not hold U+%04X, which cannot be seen or turns the"
                                            + " direction of text",
                                    c));
                });
        return text;
    }

    /** Whether a character cannot be seen or turns the direction of text. */
    public static boolean unseen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> ignorable(c);
        };
    }

    /** Whether a character is invisible. */
    static boolean ignorable(int c) {
        for (int i = 0; i < IGNORABLE.length; i += 2) {
            if (c >= IGNORABLE[i] && c <= IGNORABLE[i + 1]) {
                return true;
            }
        }
        return false;
    }

    private static boolean blank(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /**
     * The key that equal names share: compares without regard to case by full case folding (Unicode
     * 3.13), to width, to the ways of composing a letter, and to kinds of spaces.
     */
    public static String key(String name) {
        StringBuilder mapped = new StringBuilder();
        name.codePoints()
                .forEach(c -> {
                    if (Character.getType(c) == Character.SPACE_SEPARATOR) {
                        mapped.append(' ');
                    } else if (c >= 0xFF00 && c <= 0xFFEF) {
                        mapped.append(
                                Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC));
                    } else {
                        mapped.appendCodePoint(c);
                    }
                });
        String key = mapped.toString();
        // lower case first: the small sharp s has an upper case of two letters, the capital one has
        // none
        for (int i = 0; i < 2; i++) {
            key =
                    Normalizer.normalize(key, Normalizer.Form.NFD)
                            .toLowerCase(Locale.ROOT)
                            .toUpperCase(Locale.ROOT)
                            .toLowerCase(Locale.ROOT);
        }
        return Normalizer.normalize(key, Normalizer.Form.NFC);
    }

    /**
     * The keys under which a name may be stored, its own {@link #key} first: a name that an earlier
     * version accepted may keep that version's key if another name has its new one.
     */
    public static List<String> keys(String name) {
        return List.of(folded(name), key(name));
    }

    /**
     * The key that texts share which are equal without regard to case and to the ways of composing
     * a letter.
     */
    public static String folded(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        return composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }
}
