package io.mailyard.accounts;

import io.mailyard.base.AccountId;
import io.mailyard.base.AccountState;
import io.mailyard.base.NameRules;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.bulk.BulkKind.BulkObject;
import io.mailyard.db.Dialect;
import io.mailyard.db.GreekSigma;
import io.mailyard.db.InClause;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.FieldTable.Extra;
import io.mailyard.tariffs.TariffId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Accounts in the table {@code accounts}, counted in {@code account_counts}. */
final class AccountStore {
    private static final FieldTable<Account> TABLE =
            new FieldTable<>("accounts", Account.ALL, Account::new);

    private final AccountCounts counts = new AccountCounts();

    /** Finds accounts, including deleted ones until they are purged. */
    Optional<Account> find(Tx tx, AccountId id) {
        return TABLE.find(tx, id.value());
    }

    /** The accounts among these that are not active, with the strongest reason as a word. */
    Map<AccountId, String> stopped(Tx tx, Collection<AccountId> ids) {
        Map<AccountId, String> states = new LinkedHashMap<>();
        ids.forEach(id -> states.put(id, "deleted"));
        InClause.query(
                        tx,
                        "SELECT id, is_active, is_frozen, deleted_at FROM accounts WHERE id IN {list}",
                        states.keySet().stream().map(AccountId::value).toList(),
                        AccountStore::state)
                .forEach(one -> states.put(one.getKey(), one.getValue()));
        states.values().removeIf(String::isEmpty);
        return states;
    }

    private static Map.Entry<AccountId, String> state(Row row) {
        String state = row.flag("is_frozen") ? "frozen" : "";
        if (!row.flag("is_active")) {
            state = "inactive";
        }
        if (row.numberOrNull("deleted_at") != null) {
            state = "deleted";
        }
        return Map.entry(new AccountId(row.number("id")), state);
    }

    /** Finds accounts by name, including deleted ones: their names are reserved. */
    Optional<Account> named(Tx tx, AccountName name) {
        return TABLE
                .query(
                        tx,
                        "WHERE name_key IN (?, ?)"
                                + " ORDER BY CASE WHEN name_key = ? THEN 0 ELSE 1 END",
                        name.keys().getFirst(),
                        name.keys().getLast(),
                        name.keys().getFirst())
                .stream()
                .findFirst();
    }

    AccountPage<Account> list(Tx tx, AccountFilter filter, AccountOrder order, Page page) {
        List<@Nullable Object> args = new ArrayList<>();
        String where = where(tx, filter, args);
        List<@Nullable Object> counted = new ArrayList<>(args);
        String ordered = "WHERE " + where(where) + order.sql(page.fromId(), args) + " LIMIT ?";
        args.add(page.limit() + 1);
        if (filter.search().isPresent()) {
            ordered =
                    "WHERE id IN (SELECT id FROM "
                            + searched(tx)
                            + " "
                            + ordered
                            + ")"
                            + order.orderBy();
        }
        List<Account> rows = TABLE.query(tx, ordered, args.toArray());
        // a search reads every name: where the page has all that match, once is enough
        boolean isWhole =
                order.from().isEmpty() && page.fromId() <= 1 && rows.size() <= page.limit();
        long total = isWhole ? rows.size() : total(tx, filter, where, counted);
        if (order.isById()) {
            return new AccountPage<>(
                    Slice.of(rows, page, total, account -> account.id().value()), Optional.empty());
        }
        Optional<String> next =
                rows.size() > page.limit()
                        ? Optional.of(order.next(tx, rows.getLast().id()))
                        : Optional.empty();
        List<Account> shown = rows.subList(0, Math.min(rows.size(), page.limit()));
        return new AccountPage<>(new Slice<>(shown, total, OptionalLong.empty()), next);
    }

    /** Ids and names of a page of accounts, ascending by id. */
    List<BulkObject> names(Tx tx, AccountFilter filter, long from, int limit) {
        List<@Nullable Object> args = new ArrayList<>();
        String where = where(where(tx, filter, args));
        args.add(from);
        args.add(limit);
        String rows = " WHERE " + where + " AND id >= ? ORDER BY id LIMIT ?";
        return tx.query(
                filter.search().isPresent()
                        ? "SELECT id, name FROM accounts WHERE id IN (SELECT id FROM "
                                + searched(tx)
                                + rows
                                + ") ORDER BY id"
                        : "SELECT id, name FROM accounts" + rows,
                AccountStore::named,
                args.toArray());
    }

    /**
     * The table with the index that has names and titles alone, for reading a whole platform's in
     * some milliseconds; SQLite would read the rows, as it believes that few have to be.
     */
    private static String searched(Tx tx) {
        return tx.dialect() == Dialect.SQLITE ? "accounts INDEXED BY accounts_search" : "accounts";
    }

    /** Returns the argument of the condition of {@link #contains}. */
    private static String part(Tx tx, String text) {
        return tx.dialect() == Dialect.SQLITE
                ? text
                : "%" + text.replaceAll("([\\\\%_])", "\\\\$1") + "%";
    }

    /** A condition that a text is in a column, as each store is quicker at it. */
    private static String contains(Tx tx, String column) {
        return tx.dialect() == Dialect.SQLITE
                ? "instr(" + column + ", ?) > 0"
                : column + " LIKE ? ESCAPE '\\'";
    }

    /** Returns ids and names of those of these accounts that are not deleted, ascending by id. */
    List<BulkObject> names(Tx tx, List<Long> ids) {
        return InClause.query(
                        tx,
                        "SELECT id, name FROM accounts WHERE deleted_at IS NULL AND id IN {list}",
                        ids,
                        AccountStore::named)
                .stream()
                .sorted(Comparator.comparingLong(BulkObject::id))
                .toList();
    }

    private static BulkObject named(Row row) {
        long id = row.number("id");
        return new BulkObject(id, new AccountId(id), row.text("name"));
    }

    /**
     * Builds the condition with literals instead of parameters, so that partial indexes can be
     * used.
     */
    private static String where(Tx tx, AccountFilter filter, List<@Nullable Object> args) {
        List<String> terms = new ArrayList<>();
        if (filter.state().isPresent()) {
            boolean deleted = filter.state().get() == AccountState.DELETED;
            terms.add(deleted ? "deleted_at IS NOT NULL" : "deleted_at IS NULL");
            state(filter.state().get()).ifPresent(terms::add);
        } else if (!filter.includeDeleted()) {
            terms.add("deleted_at IS NULL");
        }
        filter.active().ifPresent(on -> terms.add(on ? "is_active = 1" : "is_active = 0"));
        filter.frozen().ifPresent(on -> terms.add(on ? "is_frozen = 1" : "is_frozen = 0"));
        filter.tariff()
                .ifPresent(tariff -> {
                    terms.add("tariff_id = ?");
                    args.add(tariff.value());
                });
        filter.search()
                .ifPresent(words -> {
                    String key = NameRules.key(words);
                    String folded = NameRules.folded(words);
                    terms.add(
                            "("
                                    + contains(tx, GreekSigma.column("name_key", key))
                                    + " OR "
                                    + contains(tx, GreekSigma.column("title_key", folded))
                                    + ")");
                    args.add(part(tx, GreekSigma.folded(key)));
                    args.add(part(tx, GreekSigma.folded(folded)));
                });
        if (!filter.only().isEmpty()) {
            terms.add(
                    "id IN ("
                            + filter.only().stream()
                                    .map(AccountId::toString)
                                    .collect(Collectors.joining(", "))
                            + ")");
        }
        return String.join(" AND ", terms);
    }

    /** Returns the condition of a state, besides whether accounts are deleted. */
    private static Optional<String> state(AccountState state) {
        return switch (state) {
            case ACTIVE -> Optional.of("is_active = 1 AND is_frozen = 0");
            case FROZEN -> Optional.of("is_active = 1 AND is_frozen = 1");
            case INACTIVE -> Optional.of("is_active = 0");
            case DELETED -> Optional.empty();
        };
    }

    private static long total(
            Tx tx, AccountFilter filter, String where, List<@Nullable Object> args) {
        if (filter.search().isPresent() || !filter.only().isEmpty()) {
            String rows = filter.search().isPresent() ? searched(tx) : "accounts";
            return tx.number(
                    "SELECT count(*) FROM " + rows + " WHERE " + where(where), args.toArray());
        }
        List<String> terms = new ArrayList<>();
        List<@Nullable Object> kinds = new ArrayList<>();
        if (filter.state().isPresent()) {
            boolean deleted = filter.state().get() == AccountState.DELETED;
            terms.add(deleted ? "is_deleted = 1" : "is_deleted = 0");
            state(filter.state().get()).ifPresent(terms::add);
        } else if (!filter.includeDeleted()) {
            terms.add("is_deleted = 0");
        }
        filter.active().ifPresent(on -> terms.add(on ? "is_active = 1" : "is_active = 0"));
        filter.frozen().ifPresent(on -> terms.add(on ? "is_frozen = 1" : "is_frozen = 0"));
        filter.tariff()
                .ifPresent(tariff -> {
                    terms.add("tariff_id = ?");
                    kinds.add(tariff.value());
                });
        String sql =
                "SELECT coalesce(sum(accounts), 0) FROM account_counts WHERE "
                        + where(String.join(" AND ", terms));
        return tx.number(sql, kinds.toArray());
    }

    private static String where(String terms) {
        return terms.isEmpty() ? "1 = 1" : terms;
    }

    /** Number of accounts with a tariff, including deleted ones. */
    long onTariff(Tx tx, TariffId tariff) {
        return tx.number("SELECT count(*) FROM accounts WHERE tariff_id = ?", tariff.value());
    }

    void insert(Tx tx, Account account) {
        TABLE.insert(
                tx,
                account,
                Extra.of("name_key", account.name().key()),
                Extra.of("title_key", NameRules.folded(account.title())));
        counts.add(tx, account);
    }

    void update(Tx tx, Account before, Account after) {
        TABLE.update(
                tx,
                after,
                new Extra(
                        "name_key",
                        "CASE WHEN name = ? THEN name_key ELSE ? END",
                        Arrays.asList(after.name().text(), after.name().key())),
                Extra.of("title_key", NameRules.folded(after.title())));
        counts.move(tx, before, after);
    }

    /**
     * Activates or deactivates an account that is not deleted, in one statement; false if it is so
     * already, or does not exist.
     */
    boolean activate(Tx tx, AccountId id, boolean on, Instant now) {
        String sql =
                "UPDATE accounts SET is_active = ?, updated_at = ?"
                        + " WHERE id = ? AND is_active = ? AND deleted_at IS NULL"
                        + " RETURNING tariff_id, is_frozen";
        Optional<AccountCounts.CountedKind> before =
                tx.one(
                        sql,
                        row ->
                                new AccountCounts.CountedKind(
                                        new TariffId(row.number("tariff_id")),
                                        !on,
                                        row.flag("is_frozen"),
                                        false),
                        on,
                        now,
                        id.value(),
                        !on);
        before.ifPresent(kind -> counts.activate(tx, kind, on));
        return before.isPresent();
    }

    /** Sets {@code is_tariff_exceed}. */
    void setExceeded(Tx tx, AccountId id, boolean exceeded) {
        tx.update("UPDATE accounts SET is_tariff_exceed = ? WHERE id = ?", exceeded, id.value());
    }

    /** Removes the row for good. */
    void remove(Tx tx, Account account) {
        tx.update("DELETE FROM accounts WHERE id = ?", account.id().value());
        counts.remove(tx, account);
    }

    /**
     * Frozen accounts whose {@code until} is at or before {@code now}, the earliest first, at most
     * {@code limit}.
     */
    List<Account> thawing(Tx tx, Instant now, int limit) {
        return TABLE.query(
                tx,
                "WHERE is_frozen = 1 AND frozen_until IS NOT NULL AND frozen_until <= ? ORDER BY frozen_until LIMIT ?",
                now,
                limit);
    }

    /** The earliest time at which a freeze ends by itself. */
    Optional<Instant> nextThaw(Tx tx) {
        return tx.one(
                        """
                        SELECT min(frozen_until) AS next FROM accounts
                        WHERE is_frozen = 1 AND frozen_until IS NOT NULL
                        """,
                        row -> Optional.ofNullable(row.timeOrNull("next")))
                .flatMap(time -> time);
    }

    /** Accounts deleted at or before {@code deletedBy}, at most {@code limit}. */
    List<Account> purgeable(Tx tx, Instant deletedBy, int limit) {
        return TABLE.query(
                tx,
                "WHERE deleted_at IS NOT NULL AND deleted_at <= ? ORDER BY deleted_at LIMIT ?",
                deletedBy,
                limit);
    }
}
