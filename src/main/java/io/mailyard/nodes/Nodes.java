package io.mailyard.nodes;

import io.mailyard.api.Params;
import io.mailyard.base.ApiException;
import io.mailyard.base.Page;
import io.mailyard.base.RotationOverlap;
import io.mailyard.base.Slice;
import io.mailyard.db.CaseInsensitiveNames;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The rules of nodes (docs/spec/admin-api.md, section 4). */
public final class Nodes {
    /** The node inside the server. */
    public static final long LOCAL = 1;

    /** Not a node: the engine inside the server that sends the platform's own mail. */
    public static final long PLATFORM = 0;

    /** A platform has machines by the dozen; every process that plans for nodes reads them all. */
    private static final int MOST = 1000;

    private static final String SEQUENCE = "nodes";

    private final Database database;
    private final SqlNodeStore store = new SqlNodeStore();
    private final List<NodeListener> watchers = new CopyOnWriteArrayList<>();
    private volatile NodeFacts facts = NodeFacts.NEVER_SEEN;

    public Nodes(Database database) {
        this.database = database;
    }

    /** Tells which senders send from a node, by their names, deleted ones too. */
    @FunctionalInterface
    public interface Use {
        List<String> sendersOn(Tx tx, long node);
    }

    /** A node with its key, which is shown this once. */
    record Issued(long id, NodeKey key) {}

    /** Adds a room that acts on what is wanted of nodes. */
    public void onChange(NodeListener watcher) {
        watchers.add(watcher);
    }

    /** Says who knows what is true of the nodes' processes. */
    public void facts(NodeFacts source) {
        facts = source;
    }

    /** The node, if there is one. */
    public Optional<Node> find(Tx tx, long id) {
        return store.find(tx, id);
    }

    /** Every node, by id; {@value #MOST} at most. */
    public List<Node> all(Tx tx) {
        return store.all(tx);
    }

    /** The node whose key this is; for a while also the key before a rotation. */
    public Optional<Node> byKey(Tx tx, String key, Instant now) {
        return store.byKey(tx, NodeKey.hashOf(key), now);
    }

    /** Makes node 1, {@code local}, where no node was ever made. */
    public void first(Change change) {
        if (store.list(change.tx(), new Page(1, 1)).rows().isEmpty()) {
            Node node = blank(change, change.tx().nextId(SEQUENCE), "local", "localhost");
            store.insert(change.tx(), node, Optional.empty());
            created(change, node);
        }
    }

    Slice<Node> list(Page page) {
        return database.read(tx -> store.list(tx, page));
    }

    Node get(long id) {
        return database.glance(tx -> existing(tx, id));
    }

    NodeFacts.Facts status(long id) {
        facts.freshen();
        return database.read(tx -> facts.of(tx, existing(tx, id).id()));
    }

    Issued create(Change change, Params params) {
        Tx tx = change.tx();
        if (tx.number("SELECT count(*) FROM nodes") >= MOST) {
            throw ApiException.conflict("there are " + MOST + " nodes, which is as many as can be");
        }
        Node blank =
                blank(
                        change,
                        tx.nextId(SEQUENCE),
                        params.get(NodeBody.NAME),
                        params.get(NodeBody.HOST));
        Node node = edited(blank, change, params);
        mustBeFree(tx, node);
        NodeKey key = NodeKey.made(change.rehearsal());
        store.insert(tx, node, Optional.of(key.hash()));
        created(change, node);
        return new Issued(node.id(), key);
    }

    void update(Change change, long id, Params params) {
        Node before = existing(change.tx(), id);
        Node after = edited(before, change, params);
        mustBeFree(change.tx(), after);
        boolean changed =
                change.changed(
                        "nodes.save",
                        subject(id),
                        out -> NodeBody.listed(out, before),
                        out -> NodeBody.listed(out, after));
        if (changed) {
            store.update(change.tx(), after);
        }
    }

    /** Gives it another key; the one before works on for {@code overlap}. */
    Issued rotate(Change change, long id, Duration overlap) {
        Node node = existing(change.tx(), id);
        mustBeElsewhere(node, "has no key");
        RotationOverlap.mustNotCutAnother(
                "node '" + node.name() + "'",
                overlap,
                store.previousUntil(change.tx(), id),
                change.now());
        NodeKey key = NodeKey.made(change.rehearsal());
        Instant until = change.now().plus(overlap);
        store.rotate(change.tx(), id, key.hash(), until, change.now());
        change.recorded(
                "nodes.rotate",
                subject(id),
                "{\"key\":\"***\"}",
                "{\"key\":\"***\",\"previous_until\":\"" + until + "\"}");
        return new Issued(id, key);
    }

    void delete(Change change, long id, Use use) {
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
        store.delete(change.tx(), id);
        change.deleted("nodes.delete", subject(id), out -> NodeBody.listed(out, node));
        watchers.forEach(watcher -> watcher.removed(change, id));
    }

    void turnMta(Change change, long id, boolean active) {
        if (existing(change.tx(), id).mtaActive() == active) {
            return;
        }
        store.turnMta(change.tx(), id, active, change.now());
        change.recorded(
                active ? "nodes.mta.activate" : "nodes.mta.deactivate",
                subject(id),
                "{\"mta_active\":" + !active + "}",
                "{\"mta_active\":" + active + "}");
        watchers.forEach(watcher -> watcher.mtaTurned(change, id, active));
    }

    void sync(Change change, long id) {
        Node before = existing(change.tx(), id);
        store.wantSync(change.tx(), id, change.now());
        String was = before.syncWantedAt().map(at -> "\"" + at + "\"").orElse("null");
        change.recorded(
                "nodes.mta.sync",
                subject(id),
                "{\"sync_wanted_at\":" + was + "}",
                "{\"sync_wanted_at\":\"" + change.now() + "\"}");
        watchers.forEach(watcher -> watcher.syncWanted(change, id));
    }

    private Node existing(Tx tx, long id) {
        return store.find(tx, id).orElseThrow(() -> ApiException.notFound("no node with id " + id));
    }

    private static void mustBeElsewhere(Node node, String what) {
        if (node.local()) {
            throw ApiException.conflict(
                    "node 1, '" + node.name() + "', is inside the server and " + what);
        }
    }

    private void mustBeFree(Tx tx, Node node) {
        store.named(tx, node.name())
                .filter(other -> other.id() != node.id())
                .ifPresent(other -> {
                    throw ApiException.conflict(
                            "the name '" + node.name() + "' is taken by node " + other.id());
                });
        CaseInsensitiveNames.find(
                        tx, "SELECT id, name FROM nodes ORDER BY id", node.name(), node.id())
                .ifPresent(other -> {
                    throw ApiException.conflict(
                            "the name '"
                                    + node.name()
                                    + "' is taken by node "
                                    + other
                                    + ": names are the same in any case");
                });
    }

    /** As many names as fit into a sentence. */
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

    private static void created(Change change, Node node) {
        change.created("nodes.save", subject(node.id()), out -> NodeBody.listed(out, node));
    }

    private static Node blank(Change change, long id, String name, String host) {
        return new Node(
                id, name, host, "HTTPS", true, Optional.empty(), change.now(), change.now());
    }

    private static Node edited(Node node, Change change, Params params) {
        return node.with(
                params.find(NodeBody.NAME).orElse(node.name()),
                params.find(NodeBody.HOST).orElse(node.host()),
                params.find(NodeBody.MODE).orElse(node.mode()),
                change.now());
    }

    private static Subject subject(long id) {
        return Subject.of("node", id);
    }
}
