package io.mailyard.nodes;

import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Nodes in the table {@code nodes}. */
final class SqlNodeStore {
    private static final String SELECT =
            "SELECT id, name, host, mode, mta_active, sync_wanted_at, created_at, updated_at FROM nodes";

    Optional<Node> find(Tx tx, long id) {
        return tx.one(SELECT + " WHERE id = ?", SqlNodeStore::node, id);
    }

    Optional<Node> named(Tx tx, String name) {
        return tx.one(SELECT + " WHERE name = ?", SqlNodeStore::node, name);
    }

    /** By its key's hash, or that of the key before while it lasts. */
    Optional<Node> byKey(Tx tx, String hash, Instant now) {
        return tx.one(
                SELECT + " WHERE key_hash = ? OR previous_hash = ? AND previous_until > ?",
                SqlNodeStore::node,
                hash,
                hash,
                now);
    }

    List<Node> all(Tx tx) {
        return tx.query(SELECT + " ORDER BY id", SqlNodeStore::node);
    }

    Slice<Node> list(Tx tx, Page page) {
        String sql = SELECT + " WHERE id >= ? ORDER BY id LIMIT ?";
        List<Node> rows = tx.query(sql, SqlNodeStore::node, page.fromId(), page.limit() + 1);
        boolean more = rows.size() > page.limit();
        OptionalLong next = more ? OptionalLong.of(rows.getLast().id()) : OptionalLong.empty();
        return new Slice<>(
                more ? rows.subList(0, page.limit()) : rows,
                tx.number("SELECT count(*) FROM nodes"),
                next);
    }

    void insert(Tx tx, Node node, Optional<String> keyHash) {
        tx.update(
                "INSERT INTO nodes (id, name, host, mode, mta_active, key_hash, created_at, updated_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                node.id(),
                node.name(),
                node.host(),
                node.mode(),
                node.mtaActive(),
                keyHash.orElse(null),
                node.createdAt(),
                node.updatedAt());
    }

    void update(Tx tx, Node node) {
        tx.update(
                "UPDATE nodes SET name = ?, host = ?, mode = ?, updated_at = ? WHERE id = ?",
                node.name(),
                node.host(),
                node.mode(),
                node.updatedAt(),
                node.id());
    }

    void turnMta(Tx tx, long id, boolean active, Instant now) {
        tx.update("UPDATE nodes SET mta_active = ?, updated_at = ? WHERE id = ?", active, now, id);
    }

    void wantSync(Tx tx, long id, Instant now) {
        tx.update("UPDATE nodes SET sync_wanted_at = ? WHERE id = ?", now, id);
    }

    /** Until when the key before the last rotation works. */
    Optional<Instant> previousUntil(Tx tx, long id) {
        return tx.one(
                        "SELECT previous_until FROM nodes WHERE id = ?",
                        row -> Optional.ofNullable(row.timeOrNull(1)),
                        id)
                .flatMap(until -> until);
    }

    void rotate(Tx tx, long id, String keyHash, Instant previousUntil, Instant now) {
        tx.update(
                "UPDATE nodes SET previous_hash = key_hash, previous_until = ?, key_hash = ?, updated_at = ? WHERE id = ?",
                previousUntil,
                keyHash,
                now,
                id);
    }

    void delete(Tx tx, long id) {
        tx.update("DELETE FROM nodes WHERE id = ?", id);
    }

    private static Node node(Row row) {
        return new Node(
                row.number(1),
                row.text(2),
                row.text(3),
                row.text(4),
                row.flag(5),
                Optional.ofNullable(row.timeOrNull(6)),
                row.time(7),
                row.time(8));
    }
}
