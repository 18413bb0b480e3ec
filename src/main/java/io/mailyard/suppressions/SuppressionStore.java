package io.mailyard.suppressions;

import io.mailyard.base.AccountId;
import io.mailyard.base.NameRules;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.GreekSigma;
import io.mailyard.db.InClause;
import io.mailyard.db.Tx;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.FieldTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code suppressions}, counted in {@code suppression_counts}. The owner is the first
 * parameter of every method, so that no data of another one is ever found or changed.
 */
final class SuppressionStore {
    /**
     * Filter of an owner's rows.
     *
     * @param keys only these addresses; empty: all
     * @param search part of the address; empty: all
     * @param ends true: those that have an end; false: those that last
     * @param endsBefore those that end before this time
     */
    record SuppressionFilter(
            List<String> keys,
            Optional<String> search,
            Optional<SuppressionClass> kind,
            Optional<Suppression.SuppressionSource> source,
            Optional<Boolean> ends,
            Optional<Instant> endsBefore) {
        static final SuppressionFilter ALL =
                new SuppressionFilter(
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());

        /** Every row of a source. */
        static SuppressionFilter of(Suppression.SuppressionSource source) {
            return new SuppressionFilter(
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(source),
                    Optional.empty(),
                    Optional.empty());
        }

        boolean isAll() {
            return equals(ALL);
        }
    }

    private final ErasedKeys erased = new ErasedKeys();

    private static final String SEQUENCE = "suppressions";

    private static final FieldTable<Suppression> TABLE =
            new FieldTable<>("suppressions", Suppression.COLUMNS, Suppression::new);

    private static final String HARD = "'" + ColumnCodec.word(SuppressionClass.HARD) + "'";
    private static final String BOUNCE =
            "'" + ColumnCodec.word(Suppression.SuppressionSource.BOUNCE) + "'";

    /**
     * Condition of a row that lasts beyond a time. Written so that neither the index of ends nor
     * that of owners is used if addresses are given: a planner with old statistics would read the
     * whole list of an owner that it takes for a small one.
     */
    private static final String LASTS = "coalesce(expires_at, 9223372036854775807) > ?";

    private static final String COUNT =
            "INSERT INTO suppression_counts (account_id, suppressions) VALUES (?, ?)"
                    + " ON CONFLICT (account_id) DO UPDATE"
                    + " SET suppressions = suppression_counts.suppressions + excluded.suppressions";

    /** The owner's rows of these addresses, by key, including expired ones. */
    Map<String, Suppression> find(Tx tx, AccountId owner, Collection<String> keys) {
        Map<String, Suppression> found = new HashMap<>();
        TABLE.among(tx, "account_id + 0 = ? AND address_key IN {list}", keys, owner.value())
                .forEach(one -> found.put(one.key(), one));
        return found;
    }

    /** The owner's rows of these ids, ascending by id. */
    List<Suppression> among(Tx tx, AccountId owner, List<Long> ids) {
        return TABLE.among(tx, "account_id = ? AND id IN {list}", ids, owner.value()).stream()
                .sorted(Comparator.comparingLong(Suppression::id))
                .toList();
    }

    /** Rows ascending by id, without expired ones. */
    Slice<Suppression> list(
            Tx tx, AccountId owner, SuppressionFilter filter, Page page, Instant now) {
        List<Suppression> rows = page(tx, owner, filter, page.fromId(), page.limit() + 1, now);
        return slice(tx, owner, filter, page, page.fromId() <= 1, rows, now);
    }

    /** Rows descending by id from the page's first id on, without expired ones. */
    Slice<Suppression> newest(
            Tx tx, AccountId owner, SuppressionFilter filter, Page page, Instant now) {
        List<Suppression> rows = newest(tx, owner, filter, page.fromId(), page.limit() + 1, now);
        return slice(tx, owner, filter, page, page.fromId() == Long.MAX_VALUE, rows, now);
    }

    /** Rows descending by id from {@code from} on, without expired ones. */
    List<Suppression> newest(
            Tx tx, AccountId owner, SuppressionFilter filter, long from, int limit, Instant now) {
        List<@Nullable Object> args = new ArrayList<>();
        String where = where(owner, filter, now, args);
        args.addAll(List.of(from, limit));
        String id = filter.keys().isEmpty() ? "id" : "id + 0";
        return TABLE.query(
                tx,
                "WHERE " + where + " AND " + id + " <= ? ORDER BY " + id + " DESC LIMIT ?",
                args.toArray());
    }

    private Slice<Suppression> slice(
            Tx tx,
            AccountId owner,
            SuppressionFilter filter,
            Page page,
            boolean isFirst,
            List<Suppression> rows,
            Instant now) {
        // a search reads the whole list: where it has found all there are, once is enough
        boolean isWhole = isFirst && rows.size() <= page.limit();
        long total =
                filter.isAll()
                        ? count(tx, owner)
                        : isWhole ? rows.size() : count(tx, owner, filter, now);
        return Slice.of(rows, page, total, Suppression::id);
    }

    /** Counts the rows that a filter lets pass, without expired ones. */
    static long count(Tx tx, AccountId owner, SuppressionFilter filter, Instant now) {
        List<@Nullable Object> args = new ArrayList<>();
        String where = where(owner, filter, now, args);
        return TABLE.count(tx, where, args.toArray());
    }

    /** Rows ascending by id from {@code from} on, without expired ones. */
    List<Suppression> page(
            Tx tx, AccountId owner, SuppressionFilter filter, long from, int limit, Instant now) {
        List<@Nullable Object> args = new ArrayList<>();
        String where = where(owner, filter, now, args);
        args.add(from);
        args.add(limit);
        // A few addresses of a long list are found by their index, without reading the list in
        // order.
        String id = filter.keys().isEmpty() ? "id" : "id + 0";
        return TABLE.query(
                tx,
                "WHERE " + where + " AND " + id + " >= ? ORDER BY " + id + " LIMIT ?",
                args.toArray());
    }

    private static String where(
            AccountId owner, SuppressionFilter filter, Instant now, List<@Nullable Object> args) {
        args.add(owner.value());
        boolean few = !filter.keys().isEmpty();
        StringBuilder where = new StringBuilder(few ? "account_id + 0 = ?" : "account_id = ?");
        if (few) {
            where.append(" AND address_key IN ").append(InClause.list(filter.keys().size()));
            args.addAll(Arrays.asList(InClause.args(filter.keys())));
        }
        filter.search()
                .ifPresent(part -> {
                    String folded = GreekSigma.folded(NameRules.folded(part));
                    where.append(" AND ")
                            .append(GreekSigma.column("address_key", folded))
                            .append(" LIKE ? ESCAPE '\\'");
                    args.add("%" + folded.replaceAll("([\\\\%_])", "\\\\$1") + "%");
                });
        filter.kind()
                .ifPresent(kind -> {
                    where.append(" AND class = ?");
                    args.add(kind);
                });
        filter.source()
                .ifPresent(source -> {
                    where.append(" AND source = ?");
                    args.add(source);
                });
        filter.ends()
                .ifPresent(ends ->
                        where.append(" AND expires_at IS ").append(ends ? "NOT NULL" : "NULL"));
        filter.endsBefore()
                .ifPresent(end -> {
                    where.append(" AND expires_at < ?");
                    args.add(end);
                });
        where.append(" AND ").append(LASTS);
        args.add(now);
        return where.toString();
    }

    /** The {@code keys} that the owner or the platform suppresses. */
    Set<String> among(Tx tx, AccountId owner, Collection<String> keys, Instant now) {
        Map<String, String> hashes = erased.hashes(tx, keys);
        Set<String> asked = new HashSet<>(keys);
        asked.addAll(hashes.keySet());
        return new HashSet<>(
                InClause.query(
                        tx,
                        "SELECT address_key FROM suppressions WHERE account_id + 0 IN (0, ?) AND "
                                + LASTS
                                + " AND address_key IN {list}",
                        asked,
                        row ->
                                hashes.getOrDefault(
                                        row.text("address_key"), row.text("address_key")),
                        owner.value(),
                        now));
    }

    /** Adds new suppressions, each address once; returns their number. Replaces expired ones. */
    int insert(Tx tx, List<Suppression> suppressions, Instant now) {
        List<Suppression> rows = new ArrayList<>();
        Map<Long, Long> counts = new TreeMap<>();
        for (Suppression one : fresh(tx, suppressions, now).values()) {
            rows.add(one.with(Suppression.ID, tx.nextId(SEQUENCE)));
            counts.merge(one.owner().value(), 1L, Long::sum);
        }
        TABLE.insertAll(tx, rows, "ON CONFLICT (address_key, account_id) DO NOTHING");
        counts.forEach((owner, more) -> tx.update(COUNT, owner, more));
        return rows.size();
    }

    /** The unique key. */
    private record SuppressionKey(String address, long owner)
            implements Comparable<SuppressionKey> {
        @Override
        public int compareTo(SuppressionKey other) {
            int byAddress = address.compareTo(other.address);
            return byAddress != 0 ? byAddress : Long.compare(owner, other.owner);
        }
    }

    private record Present(SuppressionKey key, long id, boolean over) {}

    /** The new ones, the first of each address; removes expired ones of these addresses. */
    private static Map<SuppressionKey, Suppression> fresh(
            Tx tx, List<Suppression> suppressions, Instant now) {
        Map<SuppressionKey, Suppression> fresh = new TreeMap<>();
        suppressions.forEach(
                one -> fresh.putIfAbsent(new SuppressionKey(one.key(), one.owner().value()), one));
        List<String> keys =
                fresh.keySet().stream().map(SuppressionKey::address).distinct().toList();
        List<Present> present =
                InClause.query(
                        tx,
                        """
                        SELECT address_key, account_id, id, expires_at FROM suppressions
                        WHERE address_key IN {list}
                        """,
                        keys,
                        row ->
                                new Present(
                                        new SuppressionKey(
                                                row.text("address_key"), row.number("account_id")),
                                        row.number("id"),
                                        isOver(row.timeOrNull("expires_at"), now)));
        for (Present one : present) {
            if (!one.over()) {
                fresh.remove(one.key());
            } else if (fresh.containsKey(one.key())) {
                tx.update("DELETE FROM suppressions WHERE id = ?", one.id());
                tx.update(COUNT, one.key().owner(), -1L);
            }
        }
        return fresh;
    }

    private static boolean isOver(@Nullable Instant end, Instant now) {
        return end != null && !end.isAfter(now);
    }

    /** The addresses, by key, that have hard bounces of this many accounts by now. */
    Set<String> agreed(Tx tx, Collection<String> keys, int accounts, Instant now) {
        return new HashSet<>(
                InClause.query(
                        tx,
                        "SELECT address_key FROM suppressions WHERE account_id <> 0 AND class || '' = "
                                + HARD
                                + " AND source = "
                                + BOUNCE
                                + " AND "
                                + LASTS
                                + " AND address_key IN {list} GROUP BY address_key HAVING count(*) >= "
                                + accounts,
                        keys,
                        row -> row.text("address_key"),
                        now));
    }

    /** Changes class, reason and end. */
    void update(Tx tx, AccountId owner, List<Suppression> suppressions) {
        TABLE.updateAll(
                tx,
                suppressions.stream().map(one -> one.with(Suppression.ACCOUNT, owner)).toList());
    }

    int delete(Tx tx, AccountId owner, Set<Long> ids) {
        int gone =
                InClause.update(
                        tx,
                        "DELETE FROM suppressions WHERE account_id = ? AND id IN {list}",
                        ids,
                        owner.value());
        if (gone > 0) {
            tx.update(COUNT, owner.value(), (long) -gone);
        }
        return gone;
    }

    void deleteAll(Tx tx, AccountId owner) {
        tx.update("DELETE FROM suppressions WHERE account_id = ?", owner.value());
        tx.update("DELETE FROM suppression_counts WHERE account_id = ?", owner.value());
    }

    long count(Tx tx, AccountId owner) {
        return tx.number(
                "SELECT coalesce(sum(suppressions), 0) FROM suppression_counts WHERE account_id = ?",
                owner.value());
    }

    /** Removes some expired rows; returns their number. */
    int deleteOver(Tx tx, Instant now, int most) {
        Map<Long, Set<Long>> byOwner = new TreeMap<>();
        tx.query(
                        "SELECT account_id, id FROM suppressions WHERE expires_at <= ? ORDER BY expires_at LIMIT ?",
                        row -> new long[] {row.number("account_id"), row.number("id")},
                        now,
                        most)
                .forEach(row ->
                        byOwner.computeIfAbsent(row[0], owner -> new HashSet<>()).add(row[1]));
        int gone = 0;
        for (Map.Entry<Long, Set<Long>> entry : byOwner.entrySet()) {
            gone += delete(tx, new AccountId(entry.getKey()), entry.getValue());
        }
        return gone;
    }

    /** Sets the end of some rows of class hard that have none; returns their number. */
    int end(Tx tx, Instant at, int most) {
        return tx.update(
                "UPDATE suppressions SET expires_at = ? WHERE id IN (SELECT id FROM suppressions"
                        + " WHERE class = "
                        + HARD
                        + " AND expires_at IS NULL ORDER BY id LIMIT ?)",
                at,
                most);
    }

    /** The lists of all owners, the platform's first, that an address is on now. */
    List<Suppression> everywhere(Tx tx, String key, Instant now, int limit) {
        return TABLE.query(
                tx,
                "WHERE address_key = ? AND " + LASTS + " ORDER BY account_id LIMIT ?",
                key,
                now,
                limit);
    }
}
