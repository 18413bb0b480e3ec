package io.mailyard.nodes;

import io.mailyard.api.Params;
import io.mailyard.base.ApiException;
import io.mailyard.base.RotationOverlap;
import io.mailyard.db.Database;
import io.mailyard.db.SortedList;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import io.mailyard.wire.Out;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules of nodes (docs/spec/admin-api.md, section 4). */
public final class Nodes {
    /** The node inside the server. */
    public static final long LOCAL = 1;

    /**
     * The id of the engine inside the server that sends the platform's own mail, which is not a
     * node.
     */
    public static final long PLATFORM = 0;

    /**
     * Maximum number of nodes: a platform has dozens, and every process that plans for them reads
     * all.
     */
    private static final int MOST = 1000;

    private static final String SEQUENCE = "nodes";

    private final Database database;
    private final List<NodeListener> watchers = new CopyOnWriteArrayList<>();
    private volatile NodeFacts facts = NodeFacts.NEVER_SEEN;

    public Nodes(Database database) {
        this.database = database;
    }

    /** The names of senders with an address on a node, including deleted ones. */
    @FunctionalInterface
    public interface NodeUse {
        /**
         * Names of senders with an address on the node; empty if nothing keeps it from being
         * deleted.
         */
        List<String> sendersOn(Tx tx, long node);
    }

    /** A node with its key, which is shown only once. */
    record IssuedNodeKey(long id, NodeKey key) {}

    /** Adds a listener for the wanted state of nodes. */
    public void onChange(NodeListener watcher) {
        watchers.add(watcher);
    }

    /** Sets the source of facts about nodes' processes. */
    public void facts(NodeFacts source) {
        facts = source;
    }

    /** The node, if it exists. */
    public Optional<Node> find(Tx tx, long id) {
        return Node.TABLE.find(tx, id);
    }

    /** Every node, by id; {@value #MOST} at most. */
    public List<Node> all(Tx tx) {
        return Node.TABLE.where(tx, FieldTable.ALL);
    }

    /** The node with this key; for a while also with the key before a rotation. */
    public Optional<Node> byKey(Tx tx, String key, Instant now) {
        String hash = NodeKey.hashOf(key);
        return Node.TABLE.find(
                tx, "(key_hash = ? OR previous_hash = ? AND previous_until > ?)", hash, hash, now);
    }

    /** Creates node 1, {@code local}, if no node was ever created. */
    public void first(Change change) {
        if (Node.TABLE.count(change.tx(), FieldTable.ALL) == 0) {
            FieldValues given =
                    FieldValues.NONE.with(Node.NAME, "local").with(Node.HOST, "localhost");
            insert(change, Node.of(change.tx().nextId(SEQUENCE), given, change.now()), null);
        }
    }

    /**
     * A node as it is answered.
     *
     * @param server the server process that it reported to last; empty: it never reported
     */
    record Reached(Node node, String server) {
        void write(Out out) {
            Fields.write(out, Node.FIELDS, node.values());
            out.text("server", server);
        }
    }

    /**
     * A page of nodes.
     *
     * @param search in name and host; empty: all
     * @param running only those whose MTA takes work now, or only the others
     */
    SortedSlice<Node> list(String search, Optional<Boolean> running, SortedPage page) {
        if (running.isPresent()) {
            facts.refresh();
        }
        return database.read(tx -> {
            StringBuilder where = new StringBuilder(FieldTable.ALL);
            List<@Nullable Object> args = new ArrayList<>();
            running.ifPresent(on -> where.append(" AND id IN ").append(running(tx, on)));
            if (!search.isEmpty()) {
                where.append(" AND ").append(SortedList.contains(search, args, "name", "host"));
            }
            return Node.SORTS.read(
                    tx,
                    page,
                    where.toString(),
                    args,
                    (rest, values) -> Node.TABLE.query(tx, rest, values),
                    Node::id);
        });
    }

    /** The ids of nodes that run, or of the others, as SQL, with one that is no node's. */
    private String running(Tx tx, boolean running) {
        Stream<Long> found =
                all(tx).stream().map(Node::id).filter(id -> facts.of(tx, id).running() == running);
        return Stream.concat(Stream.of(PLATFORM), found)
                .map(String::valueOf)
                .collect(Collectors.joining(", ", "(", ")"));
    }

    Reached get(long id) {
        return database.read(tx -> reached(tx, List.of(existing(tx, id))).getFirst());
    }

    private List<Reached> reached(Tx tx, List<Node> nodes) {
        Map<Long, String> servers = facts.lastServers(tx, nodes.stream().map(Node::id).toList());
        return nodes.stream()
                .map(node -> new Reached(node, servers.getOrDefault(node.id(), "")))
                .toList();
    }

    /** The state of a node. */
    public NodeFacts.NodeState state(Tx tx, Node node) {
        return facts.of(tx, node.id());
    }

    NodeFacts.NodeState status(long id) {
        facts.refresh();
        return database.read(tx -> facts.of(tx, existing(tx, id).id()));
    }

    IssuedNodeKey create(Change change, Params params) {
        Tx tx = change.tx();
        if (Node.TABLE.count(tx, FieldTable.ALL) >= MOST) {
            throw ApiException.conflict("there are " + MOST + " nodes, which is as many as can be");
        }
        FieldValues given = FieldValues.given(Node.FIELDS, params);
        Node node = Node.of(tx.nextId(SEQUENCE), given, change.now());
        mustBeFree(tx, node);
        NodeKey key = NodeKey.made(change.dryRun());
        insert(change, node, key.hash());
        return new IssuedNodeKey(node.id(), key);
    }

    void update(Change change, long id, Params params) {
        Node before = existing(change.tx(), id);
        Node after =
                new Node(
                        before.values()
                                .under(FieldValues.given(Node.FIELDS, params))
                                .with(Node.UPDATED_AT, change.now()));
        mustBeFree(change.tx(), after);
        boolean changed =
                change.recordChange(
                        "nodes.save",
                        subject(id),
                        out -> audited(out, before),
                        out -> audited(out, after));
        if (changed) {
            Node.TABLE.update(change.tx(), after);
        }
    }

    /** Gives the node another key; the previous one keeps working for {@code overlap}. */
    IssuedNodeKey rotate(Change change, long id, Duration overlap) {
        Node node = existing(change.tx(), id);
        mustBeElsewhere(node, "has no key");
        RotationOverlap.mustNotCutAnother(
                "node '" + node.name() + "'",
                overlap,
                previousUntil(change.tx(), id),
                change.now());
        NodeKey key = NodeKey.made(change.dryRun());
        Instant until = change.now().plus(overlap);
        change.tx()
                .update(
                        """
                        UPDATE nodes SET previous_hash = key_hash, previous_until = ?,
                          key_hash = ?, updated_at = ? WHERE id = ?
                        """,
                        until,
                        key.hash(),
                        change.now(),
                        id);
        change.recordDifference(
                "nodes.rotate",
                subject(id),
                "{\"key\":\"***\"}",
                "{\"key\":\"***\",\"previous_until\":\"" + until + "\"}");
        return new IssuedNodeKey(id, key);
    }

    void delete(Change change, long id, NodeUse use) {
        Node node = existing(change.tx(), id);
        mustBeElsewhere(node, "cannot be deleted");
        List<String> senders = use.sendersOn(change.tx(), id);
        if (!senders.isEmpty()) {
            throw ApiException.conflict(
                    "node '"
                            + node.name()
                            + "' has IPs of "
                            + (senders.size() == 1 ? "the sender " : "the senders ")
                            + named(senders)
                            + ": take them away first");
        }
        Node.TABLE.delete(change.tx(), node);
        change.recordDeletion("nodes.delete", subject(id), out -> audited(out, node));
        watchers.forEach(watcher -> watcher.removed(change, id));
    }

    void setMtaActive(Change change, long id, boolean active) {
        if (existing(change.tx(), id).mtaActive() == active) {
            return;
        }
        change.tx()
                .update(
                        "UPDATE nodes SET mta_active = ?, updated_at = ? WHERE id = ?",
                        active,
                        change.now(),
                        id);
        change.recordDifference(
                active ? "nodes.mta.activate" : "nodes.mta.deactivate",
                subject(id),
                "{\"mta_active\":" + !active + "}",
                "{\"mta_active\":" + active + "}");
        watchers.forEach(listener -> listener.mtaSwitched(change, id, active));
    }

    void sync(Change change, long id) {
        Node before = existing(change.tx(), id);
        change.tx().update("UPDATE nodes SET sync_wanted_at = ? WHERE id = ?", change.now(), id);
        String was = before.syncWantedAt().map(at -> "\"" + at + "\"").orElse("null");
        change.recordDifference(
                "nodes.mta.sync",
                subject(id),
                "{\"sync_wanted_at\":" + was + "}",
                "{\"sync_wanted_at\":\"" + change.now() + "\"}");
        watchers.forEach(listener -> listener.syncWanted(change, id));
    }

    private static Node existing(Tx tx, long id) {
        return Node.TABLE
                .find(tx, id)
                .orElseThrow(() -> ApiException.notFound("no node with id " + id));
    }

    private static void mustBeElsewhere(Node node, String what) {
        if (node.local()) {
            throw ApiException.conflict(
                    "node 1, '" + node.name() + "', is inside the server and " + what);
        }
    }

    private static void mustBeFree(Tx tx, Node node) {
        Node.TABLE.mustBeFree(tx, "node", Node.NAME, node, FieldTable.ALL);
    }

    /** End of the time in which the key before the last rotation works. */
    private static Optional<Instant> previousUntil(Tx tx, long id) {
        return tx.one(
                        "SELECT previous_until FROM nodes WHERE id = ?",
                        row -> Optional.ofNullable(row.timeOrNull("previous_until")),
                        id)
                .flatMap(until -> until);
    }

    /** Lists as many names as fit into a sentence. */
    private static String named(List<String> senders) {
        int most = 5;
        String names =
                senders.stream()
                        .limit(most)
                        .map(name -> "'" + name + "'")
                        .reduce((left, right) -> left + ", " + right)
                        .orElse("");
        return senders.size() > most ? names + " and " + (senders.size() - most) + " more" : names;
    }

    private static void insert(Change change, Node node, @Nullable String keyHash) {
        Node.TABLE.insert(change.tx(), node, FieldTable.Extra.of("key_hash", keyHash));
        change.recordCreation("nodes.save", subject(node.id()), out -> audited(out, node));
    }

    private static void audited(Out out, Node node) {
        Fields.write(out, Node.LISTED, node.values());
    }

    private static Subject subject(long id) {
        return Subject.of("node", id);
    }
}
