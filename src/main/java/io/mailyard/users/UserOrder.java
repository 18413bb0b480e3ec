package io.mailyard.users;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * In which order a list shows users, and where a page of it begins.
 *
 * @param word as callers name it
 * @param key folded login of the first user; empty: the first of all; for orders by login
 * @param id of the first user; 0: the first of all; for orders by id
 */
record UserOrder(SortWord word, String key, long id) {
    /** The orders. */
    enum SortWord {
        NAME("name"),
        NAME_DOWN("-name"),
        ID("id"),
        ID_DOWN("-id");

        private final String text;

        SortWord(String text) {
            this.text = text;
        }

        static SortWord of(String text) {
            return Arrays.stream(values())
                    .filter(word -> word.text.equals(text))
                    .findFirst()
                    .orElseThrow();
        }

        static String[] words() {
            return Arrays.stream(values()).map(word -> word.text).toArray(String[]::new);
        }

        boolean isById() {
            return this == ID || this == ID_DOWN;
        }

        private boolean isDown() {
            return this == NAME_DOWN || this == ID_DOWN;
        }
    }

    /** Whether it is the usual order, from the first user on. */
    boolean isPlain() {
        return word == SortWord.NAME && isFromFirst();
    }

    boolean isFromFirst() {
        return word.isById() ? id == 0 : key.isEmpty();
    }

    /** The condition by which the page begins, and the order, as SQL. */
    String sql(List<@Nullable Object> args) {
        String column = word.isById() ? "id" : "login_key";
        String order = " ORDER BY " + column + (word.isDown() ? " DESC" : "");
        if (isFromFirst()) {
            return order;
        }
        args.add(word.isById() ? (Object) id : key);
        return " AND " + column + (word.isDown() ? " <= ?" : " >= ?") + order;
    }
}
