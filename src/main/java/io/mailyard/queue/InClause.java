package io.mailyard.queue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Argument lists padded to a few lengths, so that few statement texts exist and each is prepared
 * once.
 */
final class InClause {
    /** Maximum length of a list in one statement. */
    static final int MOST = 256;

    private InClause() {}

    /** The power of 4 that is at least {@code count}. */
    static int size(int count) {
        int size = 1;
        while (size < count) {
            size *= 4;
        }
        return size;
    }

    /** {@code (?, ?, ...)} for {@code count} arguments, padded. */
    static String list(int count) {
        return "(?" + ", ?".repeat(size(count) - 1) + ")";
    }

    /** {@code first} followed by the numbers, the last of them repeated up to the padded length. */
    static @Nullable Object[] args(List<Long> numbers, @Nullable Object... first) {
        List<@Nullable Object> args = new ArrayList<>(first.length + size(numbers.size()));
        for (Object item : first) {
            args.add(item);
        }
        for (int i = 0; i < size(numbers.size()); i++) {
            args.add(numbers.get(Math.min(i, numbers.size() - 1)));
        }
        return args.toArray();
    }

    /** Splits a list into parts of at most {@link #MOST}. */
    static <T> List<List<T>> parts(List<T> all) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += MOST) {
            parts.add(all.subList(from, Math.min(all.size(), from + MOST)));
        }
        return parts;
    }
}
