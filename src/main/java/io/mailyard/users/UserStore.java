package io.mailyard.users;

import io.mailyard.base.AccountId;
import io.mailyard.base.NameRules;
import io.mailyard.bulk.BulkKind.BulkObject;
import io.mailyard.db.GreekSigma;
import io.mailyard.db.InClause;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldQuery;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.FieldTable.Extra;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code users}. The account is the first parameter of every method, so that no data of
 * another account is ever found or changed.
 */
final class UserStore {
    private static final FieldTable<User> TABLE = new FieldTable<>("users", User.FIELDS, User::new);

    private static final String OF = "account_id = ?";

    /** Words of a search: more than names have, and few enough parameters for a statement. */
    private static final int MOST_WORDS = 8;

    /** Maximum number of rows that {@link #few} returns: all users of most accounts. */
    static final int FEW = 100;

    private static final String FEW_OF =
            "FROM users WHERE account_id = ? AND EXISTS"
                    + " (SELECT 1 FROM accounts WHERE id = ? AND deleted_at IS NULL)"
                    + " ORDER BY login_key LIMIT ?";

    private static final FieldQuery<User> FEW_IN_FULL =
            new FieldQuery<>(User.FIELDS, FEW_OF, User::new);
    private static final FieldQuery<User> FEW_LISTED =
            new FieldQuery<>(User.LISTED, FEW_OF, User::new);

    Optional<User> find(Tx tx, AccountId account, Login login) {
        return TABLE
                .query(
                        tx,
                        "WHERE account_id = ? AND login_key IN (?, ?)"
                                + " ORDER BY CASE WHEN login_key = ? THEN 0 ELSE 1 END",
                        account.value(),
                        login.keys().getFirst(),
                        login.keys().getLast(),
                        login.keys().getFirst())
                .stream()
                .findFirst();
    }

    /** The users with a mail address, in any case of English letters; two at most. */
    List<User> withEmail(Tx tx, AccountId account, String email) {
        return TABLE.query(
                tx,
                "WHERE account_id = ? AND lower(email) = lower(?) ORDER BY id LIMIT 2",
                account.value(),
                email);
    }

    Optional<User> find(Tx tx, AccountId account, UserId id) {
        return TABLE.find(tx, OF + " AND id = ?", account.value(), id.value());
    }

    /** Users of a page, at most {@code limit}. */
    List<User> list(Tx tx, AccountId account, UserFilter filter, UserOrder order, int limit) {
        List<@Nullable Object> args = new ArrayList<>();
        String where = where(account, filter, args) + order.sql(account, args);
        args.add(limit);
        return TABLE.query(tx, "WHERE " + where + " LIMIT ?", args.toArray());
    }

    /**
     * The first users of an account that exists, ascending by login, by a single statement.
     *
     * @param full whether with all fields, else with those of a list
     * @param limit at most {@link #FEW} and one more
     */
    List<User> few(Tx tx, AccountId account, boolean full, int limit) {
        return (full ? FEW_IN_FULL : FEW_LISTED).query(tx, account.value(), account.value(), limit);
    }

    /** Ids and logins of a page of users, ascending by id. */
    List<BulkObject> names(Tx tx, AccountId account, UserFilter filter, long from, int limit) {
        List<@Nullable Object> args = new ArrayList<>();
        String where = where(account, filter, args);
        args.add(from);
        args.add(limit);
        return tx.query(
                "SELECT id, login FROM users WHERE " + where + " AND id >= ? ORDER BY id LIMIT ?",
                row -> named(account, row),
                args.toArray());
    }

    /** Ids and logins of the account's users among these ids, ascending by id. */
    List<BulkObject> names(Tx tx, AccountId account, List<Long> ids) {
        return InClause.query(
                        tx,
                        "SELECT id, login FROM users WHERE account_id = ? AND id IN {list}",
                        ids,
                        row -> named(account, row),
                        account.value())
                .stream()
                .sorted(Comparator.comparingLong(BulkObject::id))
                .toList();
    }

    private static BulkObject named(AccountId account, Row row) {
        return new BulkObject(row.number("id"), account, row.text("login"));
    }

    long count(Tx tx, AccountId account, UserFilter filter) {
        List<@Nullable Object> args = new ArrayList<>();
        String where = where(account, filter, args);
        return TABLE.count(tx, where, args.toArray());
    }

    /** The numbers of accounts' users; an account without any is absent. */
    Map<AccountId, Long> counts(Tx tx, List<AccountId> accounts) {
        return InClause.query(
                        tx,
                        "SELECT account_id, count(*) AS users FROM users"
                                + " WHERE account_id IN {list} GROUP BY account_id",
                        accounts.stream().map(AccountId::value).toList(),
                        row ->
                                Map.entry(
                                        new AccountId(row.number("account_id")),
                                        row.number("users")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static String where(AccountId account, UserFilter filter, List<@Nullable Object> args) {
        StringBuilder where = new StringBuilder(OF);
        args.add(account.value());
        filter.active()
                .ifPresent(on -> {
                    where.append(" AND active = ?");
                    args.add(on);
                });
        filter.master()
                .ifPresent(on -> {
                    where.append(" AND master = ?");
                    args.add(on);
                });
        filter.lang()
                .ifPresent(lang -> {
                    where.append(" AND lang = ?");
                    args.add(lang);
                });
        filter.secondFactor()
                .ifPresent(on ->
                        where.append(" AND totp_secret IS ").append(on ? "NOT NULL" : "NULL"));
        filter.id()
                .ifPresent(id -> {
                    where.append(" AND id = ?");
                    args.add(id);
                });
        filter.search().ifPresent(text -> search(text, where, args));
        return where.toString();
    }

    /** Each word of a text in login, mail address or name; words past the most do not count. */
    private static void search(String text, StringBuilder where, List<@Nullable Object> args) {
        Arrays.stream(text.strip().split("\\s+"))
                .limit(MOST_WORDS)
                .forEach(word -> word(word, where, args));
    }

    /**
     * A store may fold the letters of English alone, so a name is also looked for in the three ways
     * in which people write it.
     */
    private static void word(String word, StringBuilder where, List<@Nullable Object> args) {
        String lower = word.toLowerCase(Locale.ROOT);
        String name = GreekSigma.column("(first_name || ' ' || last_name)", lower);
        where.append(" AND (lower(email) LIKE ? ESCAPE '\\'");
        args.add(pattern(lower));
        for (String key : new LinkedHashSet<>(NameRules.keys(word))) {
            where.append(" OR ")
                    .append(GreekSigma.column("login_key", key))
                    .append(" LIKE ? ESCAPE '\\'");
            args.add(pattern(GreekSigma.folded(key)));
        }
        where.append(" OR ")
                .append(GreekSigma.column("lower(first_name || ' ' || last_name)", lower))
                .append(" LIKE ? ESCAPE '\\'");
        args.add(pattern(GreekSigma.folded(lower)));
        String capital =
                lower.substring(0, lower.offsetByCodePoints(0, 1)).toUpperCase(Locale.ROOT)
                        + lower.substring(lower.offsetByCodePoints(0, 1));
        for (String written : List.of(word, lower, word.toUpperCase(Locale.ROOT), capital)) {
            where.append(" OR ").append(name).append(" LIKE ? ESCAPE '\\'");
            args.add(pattern(GreekSigma.folded(written)));
        }
        where.append(')');
    }

    private static String pattern(String part) {
        String escaped = part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
        return "%" + escaped + "%";
    }

    void insert(Tx tx, AccountId account, User user, Optional<String> passwordHash) {
        TABLE.insert(
                tx,
                user.of(account),
                Extra.of("password_hash", passwordHash.orElse(null)),
                Extra.of("login_key", user.login().key()));
    }

    void update(Tx tx, AccountId account, User user) {
        TABLE.update(
                tx,
                user.of(account),
                new Extra(
                        "login_key",
                        "CASE WHEN login = ? THEN login_key ELSE ? END",
                        Arrays.asList(user.login().text(), user.login().key())));
    }

    void setPassword(
            Tx tx,
            AccountId account,
            UserId user,
            String passwordHash,
            boolean mustChange,
            Instant now) {
        tx.update(
                """
                UPDATE users SET password_hash = ?, must_change_password = ?, password_changed_at = ?
                WHERE account_id = ? AND id = ?
                """,
                passwordHash,
                mustChange,
                now,
                account.value(),
                user.value());
    }

    void delete(Tx tx, AccountId account, UserId user) {
        tx.update(
                "DELETE FROM users WHERE account_id = ? AND id = ?", account.value(), user.value());
    }

    void deleteAll(Tx tx, AccountId account) {
        tx.update("DELETE FROM users WHERE account_id = ?", account.value());
    }
}
