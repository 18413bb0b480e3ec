package io.mailyard.base;

import java.util.Locale;

/** A number with its noun, in sentences for people: {@code 1 account}, {@code 2 accounts}. */
public final class CountText {
    private CountText() {}

    /**
     * The number and the noun, which gets its plural from the number.
     *
     * @param one the noun for one, such as {@code policy} or {@code session}
     */
    public static String of(long number, String one) {
        return String.format(Locale.ROOT, "%d %s", number, number == 1 ? one : plural(one));
    }

    private static String plural(String one) {
        int last = one.length() - 1;
        boolean consonantBeforeY =
                one.endsWith("y") && last > 0 && "aeiou".indexOf(one.charAt(last - 1)) < 0;
        if (consonantBeforeY) {
            return one.substring(0, last) + "ies";
        }
        return one + (one.endsWith("s") || one.endsWith("x") || one.endsWith("ch") ? "es" : "s");
    }
}
