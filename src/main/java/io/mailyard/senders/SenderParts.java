package io.mailyard.senders;

import io.mailyard.db.Row;
import io.mailyard.db.RowMapper;
import io.mailyard.db.Tx;
import io.mailyard.senders.MtaSettings.Ip;
import io.mailyard.senders.MtaSettings.IspStrategy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a sender has several of, in the tables {@code sender_ips}, {@code sender_isp_strategies},
 * {@code sender_lock_rules} and {@code sender_dkim_keys}, each in the order given.
 */
final class SenderParts {
    private static final List<String> TABLES =
            List.of("sender_ips", "sender_isp_strategies", "sender_lock_rules", "sender_dkim_keys");

    /** The parts of one sender, while they are read. */
    record Parts(
            List<Ip> ips,
            List<IspStrategy> ispStrategies,
            List<Long> lockRules,
            List<Long> dkimKeys) {
        static final Parts NONE = new Parts(List.of(), List.of(), List.of(), List.of());

        private static Parts empty() {
            return new Parts(
                    new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    private record Part<T>(long sender, T value) {}

    Parts of(Tx tx, SenderId id) {
        Parts found = read(tx, Optional.of(id)).get(id.value());
        return found == null ? Parts.NONE : found;
    }

    /** Of every sender that has any, by its id. */
    Map<Long, Parts> all(Tx tx) {
        return read(tx, Optional.empty());
    }

    private static Map<Long, Parts> read(Tx tx, Optional<SenderId> of) {
        Map<Long, Parts> found = new HashMap<>();
        collect(
                tx,
                of,
                "node_id, ip, helo FROM sender_ips",
                row -> new Ip(row.number("node_id"), row.text("ip"), row.text("helo")),
                (part, ip) -> part.ips().add(ip),
                found);
        collect(
                tx,
                of,
                "isp_id, strategy_id FROM sender_isp_strategies",
                row -> new IspStrategy(row.number("isp_id"), row.number("strategy_id")),
                (part, one) -> part.ispStrategies().add(one),
                found);
        collect(
                tx,
                of,
                "lock_rule_id FROM sender_lock_rules",
                row -> row.number("lock_rule_id"),
                (part, id) -> part.lockRules().add(id),
                found);
        collect(
                tx,
                of,
                "key_id FROM sender_dkim_keys",
                row -> row.number("key_id"),
                (part, id) -> part.dkimKeys().add(id),
                found);
        return found;
    }

    private static <T> void collect(
            Tx tx,
            Optional<SenderId> of,
            String columnsFrom,
            RowMapper<T> mapper,
            BiConsumer<Parts, T> add,
            Map<Long, Parts> found) {
        String sql =
                "SELECT sender_id, "
                        + columnsFrom
                        + (of.isPresent() ? " WHERE sender_id = ?" : "")
                        + " ORDER BY sender_id, position";
        @Nullable Object[] args = of.map(id -> new Object[] {id.value()}).orElse(new Object[0]);
        for (Part<T> part : tx.query(sql, row -> part(row, mapper), args)) {
            add.accept(found.computeIfAbsent(part.sender(), _ -> Parts.empty()), part.value());
        }
    }

    private static <T> Part<T> part(Row row, RowMapper<T> mapper) {
        return new Part<>(row.number("sender_id"), mapper.map(row));
    }

    void insert(Tx tx, SenderId id, MtaSettings mta) {
        insert(
                tx,
                id,
                "sender_ips (sender_id, position, node_id, ip, helo) VALUES (?, ?, ?, ?, ?)",
                mta.ips().stream()
                        .map(ip -> new Object[] {ip.node(), ip.ip(), ip.helo()})
                        .toList());
        insert(
                tx,
                id,
                "sender_isp_strategies (sender_id, position, isp_id, strategy_id) VALUES (?, ?, ?, ?)",
                mta.ispStrategies().stream()
                        .map(one -> new Object[] {one.isp(), one.strategy()})
                        .toList());
        insert(
                tx,
                id,
                "sender_lock_rules (sender_id, position, lock_rule_id) VALUES (?, ?, ?)",
                mta.lockRules().stream().map(rule -> new Object[] {rule}).toList());
        insert(
                tx,
                id,
                "sender_dkim_keys (sender_id, position, key_id) VALUES (?, ?, ?)",
                mta.dkimKeys().stream().map(key -> new Object[] {key}).toList());
    }

    private static void insert(Tx tx, SenderId id, String into, List<Object[]> values) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Object[] value : values) {
            @Nullable Object[] row = new Object[value.length + 2];
            row[0] = id.value();
            row[1] = (long) rows.size();
            System.arraycopy(value, 0, row, 2, value.length);
            rows.add(row);
        }
        if (!rows.isEmpty()) {
            tx.updateAll("INSERT INTO " + into, rows);
        }
    }

    void delete(Tx tx, SenderId id) {
        TABLES.forEach(
                table -> tx.update("DELETE FROM " + table + " WHERE sender_id = ?", id.value()));
    }
}
