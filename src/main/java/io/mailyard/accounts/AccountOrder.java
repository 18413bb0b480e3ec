package io.mailyard.accounts;

import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.db.CursorText;
import io.mailyard.db.Tx;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * In which order a list shows accounts, and where a page of it begins.
 *
 * @param column what they are sorted by, besides the id
 * @param from the first account of the page; empty: the first of all
 */
record AccountOrder(SortColumn column, boolean descending, Optional<Start> from) {
    /** The members by which accounts are sorted. */
    enum SortColumn {
        ID("id"),
        NAME("name_key"),
        TITLE("title_key");

        private final String sql;

        SortColumn(String sql) {
            this.sql = sql;
        }
    }

    /** Where a page begins: at this account, or where it was. */
    record Start(String key, long id) {}

    static final List<String> WORDS = List.of("id", "-id", "name", "-name", "title", "-title");

    /**
     * The order of a word, from a place on that an answer named.
     *
     * @throws ApiException error 400 where no answer named it
     */
    static AccountOrder of(String word, String next) {
        boolean descending = word.startsWith("-");
        String name = descending ? word.substring(1) : word;
        SortColumn column =
                Arrays.stream(SortColumn.values())
                        .filter(known -> known.name().equalsIgnoreCase(name))
                        .findFirst()
                        .orElseThrow();
        Optional<Start> from = next.isEmpty() ? Optional.empty() : Optional.of(start(next));
        return new AccountOrder(column, descending, from);
    }

    private static Start start(String next) {
        try {
            String text = CursorText.decode(next);
            int colon = text.indexOf(':');
            return new Start(text.substring(colon + 1), Long.parseLong(text, 0, colon, 10));
        } catch (IllegalArgumentException | IndexOutOfBoundsException foreign) {
            throw ApiException.badRequest("from", "is not a next_from of this list");
        }
    }

    /**
     * Returns the value by which an answer names the page that begins with this account. Its key is
     * the stored one: a name that an earlier version accepted may have kept that version's.
     */
    String next(Tx tx, AccountId account) {
        String text = account + ":" + key(tx, account);
        return CursorText.encode(text);
    }

    private String key(Tx tx, AccountId account) {
        return column == SortColumn.ID
                ? ""
                : tx.one(
                                "SELECT " + column.sql + " AS sorted FROM accounts WHERE id = ?",
                                row -> row.text("sorted"),
                                account.value())
                        .orElse("");
    }

    /** Whether pages begin at an id, as they do where nothing else is said. */
    boolean isById() {
        return column == SortColumn.ID && !descending;
    }

    /** The order alone, as SQL. */
    String orderBy() {
        String direction = descending ? " DESC" : "";
        return column == SortColumn.ID
                ? " ORDER BY id" + direction
                : " ORDER BY " + column.sql + direction + ", id" + direction;
    }

    /** The condition by which the page begins, and the order, as SQL; adds what stands in it. */
    String sql(long fromId, List<@Nullable Object> args) {
        String than = descending ? "<=" : ">=";
        String order = orderBy();
        if (column == SortColumn.ID) {
            args.add(from.map(Start::id).orElse(descending ? Long.MAX_VALUE : fromId));
            return " AND id " + than + " ?" + order;
        }
        if (from.isEmpty()) {
            return order;
        }
        args.add(from.get().key());
        args.add(from.get().id());
        return " AND (" + column.sql + ", id) " + than + " (?, ?)" + order;
    }
}
