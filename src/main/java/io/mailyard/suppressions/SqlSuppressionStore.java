package io.mailyard.suppressions;

import io.mailyard.base.AccountId;
import io.mailyard.base.Names;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Suppressions in the table {@code suppressions}, counted in {@code suppression_counts}. */
final class SqlSuppressionStore implements SuppressionStore {
    private static final String SEQUENCE = "suppressions";

    /** Addresses asked for by one statement: few enough for both stores' limits on arguments. */
    private static final int AT_ONCE = 500;

    private static final String SELECT =
            "SELECT id, account_id, address, source, reason, created_at FROM suppressions";
    private static final String INSERT =
            "INSERT INTO suppressions (id, account_id, address, address_key, source, reason, created_at)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?)";
    private static final String COUNT =
            "INSERT INTO suppression_counts (account_id, suppressions) VALUES (?, ?)"
                    + " ON CONFLICT (account_id) DO UPDATE"
                    + " SET suppressions = suppression_counts.suppressions + excluded.suppressions";

    @Override
    public Optional<Suppression> find(Tx tx, AccountId owner, String key) {
        return tx.one(
                SELECT + " WHERE address_key = ? AND account_id = ?",
                SqlSuppressionStore::suppression,
                key,
                owner.value());
    }

    @Override
    public Slice<Suppression> list(
            Tx tx, AccountId owner, Optional<String> key, Optional<String> search, Page page) {
        List<@Nullable Object> args = new ArrayList<>();
        args.add(owner.value());
        StringBuilder where = new StringBuilder(" WHERE account_id = ?");
        key.ifPresent(one -> {
            where.append(" AND address_key = ?");
            args.add(one);
        });
        search.ifPresent(part -> {
            where.append(" AND address_key LIKE ? ESCAPE '\\'");
            args.add("%" + Names.folded(part).replaceAll("([\\\\%_])", "\\\\$1") + "%");
        });
        long total =
                key.isEmpty() && search.isEmpty()
                        ? count(tx, owner)
                        : tx.number("SELECT count(*) FROM suppressions" + where, args.toArray());
        args.add(page.fromId());
        args.add(page.limit() + 1);
        List<Suppression> rows =
                tx.query(
                        SELECT + where + " AND id >= ? ORDER BY id LIMIT ?",
                        SqlSuppressionStore::suppression,
                        args.toArray());
        boolean more = rows.size() > page.limit();
        OptionalLong next = more ? OptionalLong.of(rows.getLast().id()) : OptionalLong.empty();
        return new Slice<>(more ? rows.subList(0, page.limit()) : rows, total, next);
    }

    @Override
    public Set<String> among(Tx tx, AccountId owner, Collection<String> keys) {
        Set<String> found = new HashSet<>();
        for (List<@Nullable Object> some : parts(keys)) {
            List<@Nullable Object> args = new ArrayList<>(some);
            args.addFirst(owner.value());
            found.addAll(
                    tx.query(
                            "SELECT address_key FROM suppressions WHERE account_id IN (0, ?)"
                                    + " AND address_key IN ("
                                    + places(some)
                                    + ")",
                            row -> row.text(1),
                            args.toArray()));
        }
        return found;
    }

    /**
     * The addresses in parts for one statement each, the last filled up by its last one to a power
     * of two, so that a handful of texts serves every number of addresses.
     */
    private static List<List<@Nullable Object>> parts(Collection<String> addresses) {
        List<String> all = List.copyOf(addresses);
        List<List<@Nullable Object>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<String> some = all.subList(from, Math.min(from + AT_ONCE, all.size()));
            List<@Nullable Object> part = new ArrayList<>(some);
            int wanted = Math.min(AT_ONCE, Integer.highestOneBit(2 * some.size() - 1));
            while (part.size() < wanted) {
                part.add(some.getLast());
            }
            parts.add(part);
        }
        return parts;
    }

    private static String places(List<?> args) {
        return "?" + ", ?".repeat(args.size() - 1);
    }

    @Override
    public void insert(Tx tx, List<Suppression> suppressions) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        Map<Long, Long> counts = new TreeMap<>();
        fresh(tx, suppressions)
                .forEach((key, one) -> {
                    rows.add(
                            new @Nullable Object[] {
                                tx.nextId(SEQUENCE),
                                one.owner().value(),
                                one.address(),
                                key.address(),
                                one.source(),
                                one.reason(),
                                one.createdAt()
                            });
                    counts.merge(one.owner().value(), 1L, Long::sum);
                });
        tx.updateAll(INSERT, rows);
        counts.forEach((owner, more) -> tx.update(COUNT, owner, more));
    }

    /** What is unique. */
    private record Key(String address, long owner) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byAddress = address.compareTo(other.address);
            return byAddress != 0 ? byAddress : Long.compare(owner, other.owner);
        }
    }

    /** Those that are not there yet, the first of each. */
    private static Map<Key, Suppression> fresh(Tx tx, List<Suppression> suppressions) {
        Map<Key, Suppression> fresh = new TreeMap<>();
        suppressions.forEach(one ->
                fresh.putIfAbsent(new Key(AddressKey.of(one.address()), one.owner().value()), one));
        List<String> keys = fresh.keySet().stream().map(Key::address).distinct().toList();
        for (List<@Nullable Object> some : parts(keys)) {
            tx.query(
                            "SELECT address_key, account_id FROM suppressions WHERE address_key IN ("
                                    + places(some)
                                    + ")",
                            row -> new Key(row.text(1), row.number(2)),
                            some.toArray())
                    .forEach(fresh::remove);
        }
        return fresh;
    }

    @Override
    public void setReason(Tx tx, AccountId owner, long id, String reason) {
        tx.update(
                "UPDATE suppressions SET reason = ? WHERE account_id = ? AND id = ?",
                reason,
                owner.value(),
                id);
    }

    @Override
    public boolean delete(Tx tx, AccountId owner, long id) {
        int gone =
                tx.update(
                        "DELETE FROM suppressions WHERE account_id = ? AND id = ?",
                        owner.value(),
                        id);
        if (gone > 0) {
            tx.update(COUNT, owner.value(), -1L);
        }
        return gone > 0;
    }

    @Override
    public void deleteAll(Tx tx, AccountId owner) {
        tx.update("DELETE FROM suppressions WHERE account_id = ?", owner.value());
        tx.update("DELETE FROM suppression_counts WHERE account_id = ?", owner.value());
    }

    @Override
    public long count(Tx tx, AccountId owner) {
        return tx.number(
                "SELECT coalesce(sum(suppressions), 0) FROM suppression_counts WHERE account_id = ?",
                owner.value());
    }

    private static Suppression suppression(Row row) {
        return new Suppression(
                row.number(1),
                new AccountId(row.number(2)),
                row.text(3),
                Suppression.Source.valueOf(row.text(4).toUpperCase(Locale.ROOT)),
                row.text(5),
                row.time(6));
    }
}
