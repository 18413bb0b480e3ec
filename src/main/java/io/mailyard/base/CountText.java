package io.mailyard.base;

import java.util.Locale;

/** A number with its noun, in sentences for people: {@code 1 account}, {@code 2 accounts}. */
public final class CountText {
    private CountText() {}

    /**
     * The number and the noun, in the plural unless the number is 1.
     *
     * @param item the singular of the noun, for example {@code policy} or {@code session}
     */
    public static String of(long number, String item) {
        return String.format(Locale.ROOT, "%d %s", number, number == 1 ? item : plural(item));
    }

    private static String plural(String item) {
        int last = item.length() - 1;
        boolean consonantBeforeY =
                item.endsWith("y") && last > 0 && "aeiou".indexOf(item.charAt(last - 1)) < 0;
        if (consonantBeforeY) {
            return item.substring(0, last) + "ies";
        }
        return item
                + (item.endsWith("s") || item.endsWith("x") || item.endsWith("ch") ? "es" : "s");
    }
}
