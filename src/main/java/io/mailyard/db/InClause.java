package io.mailyard.db;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists of values in statements, padded to a few lengths, so that few statement texts exist and
 * each is prepared once; longer lists in several statements.
 */
public final class InClause {
    /** Maximum length of a list in one statement: few enough for both stores' limits. */
    public static final int MOST = 256;

    private static final String LIST = "{list}";

    private InClause() {}

    /** The power of 4 that is at least {@code count}. */
    public static int size(int count) {
        int size = 1;
        while (size < count) {
            size *= 4;
        }
        return size;
    }

    /** {@code (?, ?, ...)} for {@code count} arguments, padded. */
    public static String list(int count) {
        return "(?" + ", ?".repeat(size(count) - 1) + ")";
    }

    /** {@code first} followed by the values, the last of them repeated up to the padded length. */
    public static @Nullable Object[] args(List<?> values, @Nullable Object... first) {
        List<@Nullable Object> args = new ArrayList<>(first.length + size(values.size()));
        for (Object item : first) {
            args.add(item);
        }
        for (int i = 0; i < size(values.size()); i++) {
            args.add(values.get(Math.min(i, values.size() - 1)));
        }
        return args.toArray();
    }

    /** Splits a list into parts of at most {@link #MOST}. */
    public static <T> List<List<T>> parts(Collection<T> values) {
        List<T> all = List.copyOf(values);
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += MOST) {
            parts.add(all.subList(from, Math.min(all.size(), from + MOST)));
        }
        return parts;
    }

    /**
     * Rows of a query for each part of a list.
     *
     * @param sql with <code>{list}</code> in place of the list, behind all other arguments
     */
    public static <T> List<T> query(
            Tx tx,
            String sql,
            Collection<?> values,
            RowMapper<T> mapper,
            @Nullable Object... first) {
        List<T> found = new ArrayList<>();
        for (List<?> part : parts(values)) {
            found.addAll(tx.query(sql.replace(LIST, list(part.size())), mapper, args(part, first)));
        }
        return found;
    }

    /** The number of rows that a statement changes, likewise. */
    public static int update(Tx tx, String sql, Collection<?> values, @Nullable Object... first) {
        int changed = 0;
        for (List<?> part : parts(values)) {
            changed += tx.update(sql.replace(LIST, list(part.size())), args(part, first));
        }
        return changed;
    }
}
