package io.mailyard.agent;

import io.mailyard.access.TokenSecret;
import io.mailyard.base.Retryable;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.nodes.Nodes;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each node is to run, as revisions numbered from 1 for each node. The audit is the feed: a
 * change that concerns nodes has a row there, whoever made it in whichever process, and a new
 * revision is made where what a node is to run is another for it.
 */
final class ConfigRevisions {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigRevisions.class);

    /** Kept for each node: a node that is further behind shows all as drift. */
    private static final int KEPT = 20;

    /** The changes of these objects can change what a node runs. */
    private static final String CONCERNED =
            "SELECT count(*) FROM (SELECT id FROM audit WHERE id > ? AND object_type NOT IN"
                    + " ('account', 'user', 'tariff', 'token') LIMIT 1) AS one";

    private final Database database;
    private final Nodes nodes;
    private final NodeConfigBuilder plans;
    private final InstantSource clock;
    private final Map<Long, Planned> planned = new ConcurrentHashMap<>();

    /** The audit's head that the plans are of. */
    private volatile long seen = -1;

    ConfigRevisions(Database database, Nodes nodes, NodeConfigBuilder plans, InstantSource clock) {
        this.database = database;
        this.nodes = nodes;
        this.plans = plans;
        this.clock = clock;
    }

    /** What a node is to run. */
    record Planned(long revision, String hash, String content) {}

    /** What the node is to run now; revision 0 where there is no such node. */
    Planned planned(long node) {
        return planned.getOrDefault(node, new Planned(0, "", "{}"));
    }

    /**
     * Whether the store has a change that concerns nodes and is in no plan of this process yet. To
     * be asked before {@link #planned}.
     */
    boolean behind(Tx tx) {
        return tx.number("SELECT id FROM audit_head WHERE one = 1") != seen && concerned(tx, seen);
    }

    private static boolean concerned(Tx tx, long from) {
        return from < 0 || tx.number(CONCERNED, from) > 0;
    }

    /** What the node was to run then, while that is kept. */
    Optional<String> content(Tx tx, long node, long revision) {
        return tx.one(
                "SELECT content FROM node_revisions WHERE node_id = ? AND revision = ?",
                row -> row.text(1),
                node,
                revision);
    }

    /** Looks at what was changed since the last look; whether a node is to run something else. */
    synchronized boolean look() {
        long head = database.glance(tx -> tx.number("SELECT id FROM audit_head WHERE one = 1"));
        if (head == seen) {
            return false;
        }
        long from = seen;
        boolean changed = database.<Boolean>glance(tx -> concerned(tx, from)) && plan(head);
        seen = head;
        return changed;
    }

    private boolean plan(long head) {
        boolean changed = false;
        Map<Long, String> contents = database.read(tx -> plans.contents(tx, nodes.all(tx)));
        for (Map.Entry<Long, String> one : contents.entrySet()) {
            changed |= plan(one.getKey(), one.getValue(), head);
        }
        planned.keySet().retainAll(contents.keySet());
        return changed;
    }

    private boolean plan(long node, String content, long head) {
        String hash = TokenSecret.hashOf(content);
        Planned known = planned(node);
        if (known.hash().equals(hash)) {
            return false;
        }
        Planned stored = database.write(tx -> stored(tx, node, known, hash, content, head));
        planned.put(node, stored);
        LOG.debug("node {} is to run revision {}", node, stored.revision());
        return stored.revision() != known.revision();
    }

    /**
     * The newest revision, made where it is another: several processes may come to it at once. One
     * that is late, with a plan of before what another has planned already, makes none; it looks
     * again.
     */
    private Planned stored(
            Tx tx, long node, Planned known, String hash, String content, long head) {
        List<Planned> newest =
                tx.query(
                        "SELECT revision, hash, content FROM node_revisions WHERE node_id = ?"
                                + " ORDER BY revision DESC LIMIT 1",
                        row -> new Planned(row.number(1), row.text(2), row.text(3)),
                        node);
        if (!newest.isEmpty() && newest.getFirst().hash().equals(hash)) {
            return newest.getFirst();
        }
        boolean others =
                known.revision() > 0
                        && !newest.isEmpty()
                        && newest.getFirst().revision() != known.revision();
        if (others && concerned(tx, head)) {
            return known;
        }
        long revision = newest.isEmpty() ? 1 : newest.getFirst().revision() + 1;
        tx.update(
                "INSERT INTO node_revisions (node_id, revision, hash, content, created_at)"
                        + " VALUES (?, ?, ?, ?, ?)",
                node,
                revision,
                hash,
                content,
                clock.instant());
        tx.update(
                "DELETE FROM node_revisions WHERE node_id = ? AND revision <= ?",
                node,
                revision - KEPT);
        return new Planned(revision, hash, content);
    }

    /** As {@link #look}; what fails is tried again at the next look. */
    boolean lookQuietly() {
        try {
            return look();
        } catch (RuntimeException failed) {
            String reason = Retryable.detail(failed).orElse(null);
            if (reason == null) {
                LOG.error("the configuration of nodes cannot be made; it is tried again", failed);
            } else {
                LOG.debug("the configuration of nodes is made later: {}", reason);
            }
            return false;
        }
    }
}
