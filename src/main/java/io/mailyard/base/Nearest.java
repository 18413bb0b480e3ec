package io.mailyard.base;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the known name that a misspelt one probably means. */
public final class Nearest {
    private Nearest() {}

    /**
     * The known name with the smallest edit distance to {@code given}, if it is near enough to
     * help.
     */
    public static Optional<String> to(String given, Collection<String> known) {
        int farthest = Math.max(2, given.length() / 2);
        return known.stream()
                .min(Comparator.comparingInt(name -> distance(given, name)))
                .filter(name -> distance(given, name) <= farthest);
    }

    /** Levenshtein distance, two rows. */
    private static int distance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] current = new int[right.length() + 1];
            current[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
                current[j] =
                        Math.min(
                                Math.min(current[j - 1], previous[j]) + 1,
                                previous[j - 1] + change);
            }
            previous = current;
        }
        return previous[right.length()];
    }
}
