package io.mailyard.base;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

/**
 * Rules that names share: an account's name, a user's login, names of tariffs, tokens, senders and
 * the like. What is refused and what is the same follows PRECIS (RFC 8264, RFC 8265).
 */
public final class NameRules {
    /**
     * Default_Ignorable_Code_Point (Unicode 17, DerivedCoreProperties.txt) as pairs of first and
     * last: what is not seen.
     */
    private static final int[] IGNORABLE = {
        0x00AD, 0x00AD, 0x034F, 0x034F, 0x061C, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B,
        0x180F, 0x200B, 0x200F, 0x202A, 0x202E, 0x2060, 0x206F, 0x3164, 0x3164, 0xFE00, 0xFE0F,
        0xFEFF, 0xFEFF, 0xFFA0, 0xFFA0, 0xFFF0, 0xFFF8, 0x1BCA0, 0x1BCA3, 0x1D173, 0x1D17A, 0xE0000,
        0xE0FFF
    };

    private NameRules() {}

    /**
     * The name, if it is one: 1 to {@code mostChars} characters that {@link #visible} takes, no
     * {@code @}, no white space at either end.
     *
     * @throws IllegalArgumentException with the reason
     */
    public static String checked(String text, int mostChars) {
        return visible(known(text, mostChars));
    }

    /**
     * The name, if it may be one that was taken before: as {@link #checked}, but it may hold what
     * is not seen.
     *
     * @throws IllegalArgumentException with the reason
     */
    public static String known(String text, int mostChars) {
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

    /**
     * The text, if everything in it can be seen: no control, format, unassigned or private
     * character, nothing that is ignored when shown, and nothing that turns the direction of text.
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

    private static boolean unseen(int c) {
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

    /** Whether a character is one that is not seen. */
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
     * What names have in common that are the same: without regard to case by full case folding
     * (Unicode 3.13), to width, to the ways of composing a letter, and to kinds of spaces.
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
        // lower case first: the capital sharp s has no upper case of two letters, the small one has
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
     * The keys under which a name may be kept, the first being that of itself: names that were
     * taken before {@link #key} was as it is may keep the key of then, where another has theirs.
     */
    public static List<String> keys(String name) {
        return List.of(folded(name), key(name));
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
