package io.mailyard.nodes;

import io.mailyard.base.ApiException;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Database;
import io.mailyard.db.Row;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.util.List;
import java.util.OptionalLong;

/** The nodes of the platform, in the table {@code nodes}. */
public final class Nodes {
    private static final String SEQUENCE = "nodes";
    private static final String SELECT = "SELECT id, name, host, mode FROM nodes";

    private final Database database;

    public Nodes(Database database) {
        this.database = database;
    }

    /** Makes node 1, {@code local}, where no node was ever made. */
    public void first(Change change) {
        if (change.tx().number("SELECT count(*) FROM nodes") > 0) {
            return;
        }
        Node node = new Node(change.tx().nextId(SEQUENCE), "local", "localhost", "HTTPS");
        change.tx()
                .update(
                        "INSERT INTO nodes (id, name, host, mode, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
                        node.id(),
                        node.name(),
                        node.host(),
                        node.mode(),
                        change.now(),
                        change.now());
        change.created(
                "nodes.save", Subject.of("node", node.id()), out -> NodeRoutes.write(out, node));
    }

    Slice<Node> list(Page page) {
        return database.read(tx -> {
            String sql = SELECT + " WHERE id >= ? ORDER BY id LIMIT ?";
            List<Node> rows = tx.query(sql, Nodes::node, page.fromId(), page.limit() + 1);
            boolean more = rows.size() > page.limit();
            OptionalLong next = more ? OptionalLong.of(rows.getLast().id()) : OptionalLong.empty();
            return new Slice<>(
                    more ? rows.subList(0, page.limit()) : rows,
                    tx.number("SELECT count(*) FROM nodes"),
                    next);
        });
    }

    Node get(long id) {
        return database.glance(tx -> tx.one(SELECT + " WHERE id = ?", Nodes::node, id))
                .orElseThrow(() -> ApiException.notFound("no node with id " + id));
    }

    private static Node node(Row row) {
        return new Node(row.number(1), row.text(2), row.text(3), row.text(4));
    }
}
