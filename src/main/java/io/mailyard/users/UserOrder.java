package io.mailyard.users;

import io.mailyard.base.AccountId;
import io.mailyard.base.NameRules;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * In which order a list shows users, and where a page of it begins.
 *
 * @param word as callers name it
 * @param login of the first user, or where it would stand; empty: the first of all; for orders by
 *     login
 * @param id of the first user; 0: the first of all; for orders by id
 */
record UserOrder(SortWord word, String login, long id) {
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
        return word.isById() ? id == 0 : login.isEmpty();
    }

    /**
     * The condition by which the page begins, and the order, as SQL. A login that an earlier
     * version accepted may stand at its old key ({@link NameRules#keys}): the page begins there.
     */
    String sql(AccountId account, List<@Nullable Object> args) {
        String column = word.isById() ? "id" : "login_key";
        String order = " ORDER BY " + column + (word.isDown() ? " DESC" : "");
        if (isFromFirst()) {
            return order;
        }
        String than = " AND " + column + (word.isDown() ? " <= " : " >= ");
        if (word.isById()) {
            args.add(id);
            return than + "?" + order;
        }
        args.add(account.value());
        args.addAll(NameRules.keys(login));
        args.add(login);
        args.add(NameRules.key(login));
        return than
                + "coalesce((SELECT login_key FROM users WHERE account_id = ?"
                + " AND login_key IN (?, ?) AND login = ?), ?)"
                + order;
    }
}
