package io.mailyard.db;

import io.mailyard.base.ApiException;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lists of a table in an order that the caller chooses, with keyset pages: rows that are equal in
 * the order follow one another by id. For tables of some thousand rows, or with an index for each
 * order.
 */
public final class SortedList {
    /** Words of a search: more than people give, and few enough parameters for a statement. */
    private static final int MOST_WORDS = 8;

    private final String table;
    private final List<SortKey> keys;

    /**
     * @param keys besides the id, which every list has
     */
    public SortedList(String table, SortKey... keys) {
        this.table = table;
        this.keys = new ArrayList<>(List.of(keys));
        this.keys.addFirst(new SortKey("id", "id", true));
    }

    /**
     * Key that rows can be sorted by.
     *
     * @param word as callers name it
     * @param sql an expression that is never NULL
     * @param isNumber or a text
     */
    public record SortKey(String word, String sql, boolean isNumber) {
        /** Texts, without regard to the case of ASCII letters. */
        public static SortKey text(String word, String column) {
            return new SortKey(word, "lower(" + column + ")", false);
        }

        /** Numbers and times; missing ones stand before all others. */
        public static SortKey number(String word, String column) {
            return new SortKey(word, "coalesce(" + column + ", 0)", true);
        }
    }

    /**
     * A page.
     *
     * @param nextFrom start of the next page; empty on the last, and where pages begin with ids
     */
    public record SortedSlice<T>(Slice<T> slice, String nextFrom) {}

    /**
     * Which page of which rows.
     *
     * @param sort one of {@link #words}
     * @param from {@code nextFrom} of the page before; empty: the first page
     * @param page where it begins in the order of ids, and how long it is
     */
    public record SortedPage(String sort, String from, Page page) {}

    /** Words that a caller may sort by, with - descending. */
    public String[] words() {
        return keys.stream()
                .flatMap(key -> List.of(key.word(), "-" + key.word()).stream())
                .toArray(String[]::new);
    }

    /**
     * Reads a page.
     *
     * @param condition that no two rows of one id meet
     * @param args of the condition
     * @param query reads rows by what follows the table's name in a SELECT
     * @throws ApiException error 400 if {@code from} is of another list
     */
    public <T> SortedSlice<T> read(
            Tx tx,
            SortedPage asked,
            String condition,
            List<@Nullable Object> args,
            BiFunction<String, @Nullable Object[], List<T>> query,
            ToLongFunction<T> id) {
        String counted = "SELECT count(*) FROM " + table + " WHERE " + condition;
        long total = tx.number(counted, args.toArray());
        int limit = asked.page().limit();
        List<@Nullable Object> all = new ArrayList<>(args);
        String where = "WHERE " + condition;
        if (asked.sort().equals("id")) {
            if (!asked.from().isEmpty()) {
                // not the first page once more, which a client that forgot the order would read for
                // ever
                throw foreign();
            }
            all.add(asked.page().fromId());
            all.add(limit + 1);
            List<T> rows = query.apply(where + " AND id >= ? ORDER BY id LIMIT ?", all.toArray());
            return new SortedSlice<>(Slice.of(rows, asked.page(), total, id), "");
        }
        String sort = asked.sort();
        boolean descending = sort.startsWith("-");
        SortKey key = key(descending ? sort.substring(1) : sort);
        if (!asked.from().isEmpty()) {
            where += " AND (" + key.sql() + ", id) " + (descending ? "<=" : ">=") + " (?, ?)";
            start(key, asked.from(), all);
        }
        String direction = descending ? " DESC" : "";
        all.add(limit + 1);
        List<T> rows =
                query.apply(
                        where
                                + " ORDER BY "
                                + key.sql()
                                + direction
                                + ", id"
                                + direction
                                + " LIMIT ?",
                        all.toArray());
        boolean last = rows.size() <= limit;
        Slice<T> slice =
                new Slice<>(last ? rows : rows.subList(0, limit), total, OptionalLong.empty());
        if (last) {
            return new SortedSlice<>(slice, "");
        }
        List<@Nullable Object> one = new ArrayList<>(args);
        one.add(id.applyAsLong(rows.getLast()));
        return new SortedSlice<>(slice, next(tx, key, condition, one));
    }

    /** Words of a search; those past the most do not count. */
    public static List<String> words(String text) {
        return Arrays.stream(text.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .limit(MOST_WORDS)
                .toList();
    }

    /**
     * A condition that one of some columns holds a text, in any case. The stores differ in what
     * {@code lower} knows besides ASCII: usual spellings stand beside it.
     */
    public static String contains(String text, List<@Nullable Object> args, String... columns) {
        List<String> conditions = new ArrayList<>();
        String lower = text.toLowerCase(Locale.ROOT);
        for (String column : columns) {
            String written = GreekSigma.column(column, lower);
            conditions.add(
                    GreekSigma.column("lower(" + column + ")", lower) + " LIKE ? ESCAPE '\\'");
            args.add(part(lower));
            for (String spelling : spellings(text)) {
                conditions.add(written + " LIKE ? ESCAPE '\\'");
                args.add(part(spelling));
            }
        }
        return "(" + String.join(" OR ", conditions) + ")";
    }

    private static String part(String text) {
        return "%" + GreekSigma.folded(text).replaceAll("([\\\\%_])", "\\\\$1") + "%";
    }

    /** A condition that a column is a text, in any case as {@link #contains} knows it. */
    public static String is(String text, List<@Nullable Object> args, String column) {
        args.add(text);
        args.addAll(spellings(text));
        return "(lower(" + column + ") = lower(?) OR " + column + " IN (?, ?, ?, ?))";
    }

    /** Usual spellings of a text: as it is, and in lower, in upper and with a capital letter. */
    private static List<String> spellings(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int first = text.isEmpty() ? 0 : lower.offsetByCodePoints(0, 1);
        String capital =
                lower.substring(0, first).toUpperCase(Locale.ROOT) + lower.substring(first);
        return List.of(text, lower, text.toUpperCase(Locale.ROOT), capital);
    }

    private SortKey key(String word) {
        return keys.stream()
                .filter(key -> key.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no order '" + word + "'"));
    }

    /**
     * Start of the page that begins with a row.
     *
     * @param one the arguments of the condition, then the row's id
     */
    private String next(Tx tx, SortKey key, String condition, List<@Nullable Object> one) {
        String sql =
                "SELECT "
                        + key.sql()
                        + " AS sorted FROM "
                        + table
                        + " WHERE "
                        + condition
                        + " AND id = ?";
        String value =
                key.isNumber()
                        ? String.valueOf(tx.number(sql, one.toArray()))
                        : tx.query(sql, row -> row.text("sorted"), one.toArray()).getFirst();
        return CursorText.encode(one.getLast() + ":" + value);
    }

    private static void start(SortKey key, String from, List<@Nullable Object> args) {
        try {
            String text = CursorText.decode(from);
            int colon = text.indexOf(':');
            String value = text.substring(colon + 1);
            long id = Long.parseLong(text.substring(0, Math.max(0, colon)));
            args.add(key.isNumber() ? (Object) Long.parseLong(value) : value);
            args.add(id);
        } catch (IllegalArgumentException unreadable) {
            throw foreign();
        }
    }

    private static ApiException foreign() {
        return ApiException.badRequest("from", "is not a next_from of this list");
    }
}
