package io.mailyard.agent;

import io.mailyard.access.TokenSecret;
import io.mailyard.base.Retryable;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.nodes.Node;
import io.mailyard.nodes.Nodes;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Configurations of all nodes as revisions numbered from 1 per node. The audit serves as feed:
 * every change that concerns nodes has a row there, whichever process made it, and a new revision
 * is created if a node's configuration differs because of it.
 */
final class ConfigRevisions {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigRevisions.class);

    /** Revisions kept per node; for a node further behind, everything shows as drift. */
    private static final int KEPT_REVISIONS = 20;

    /** Objects whose changes can affect a node's configuration. */
    private static final String NODE_OBJECTS =
            "SELECT count(*) FROM (SELECT id FROM audit WHERE id > ? AND object_type NOT IN"
                    + " ('account', 'user', 'tariff', 'token') LIMIT 1) AS one";

    private final Database database;
    private final Nodes nodes;
    private final NodeConfigBuilder builder;
    private final InstantSource clock;
    private final Map<Long, Revision> revisions = new ConcurrentHashMap<>();

    /** The audit position of the current revisions. */
    private volatile long seen = -1;

    ConfigRevisions(Database database, Nodes nodes, NodeConfigBuilder plans, InstantSource clock) {
        this.database = database;
        this.nodes = nodes;
        this.builder = plans;
        this.clock = clock;
    }

    /** Configuration of a node. */
    record Revision(long revision, String hash, String content) {}

    /** The node's current revision; 0 if the node does not exist. */
    Revision revisionOf(long node) {
        return revisions.getOrDefault(node, new Revision(0, "", "{}"));
    }

    /**
     * Whether the store has changes concerning nodes that this process has not processed yet. Call
     * before {@link #revisionOf}.
     */
    boolean hasChanges(Tx tx) {
        return tx.number("SELECT id FROM audit_head WHERE one = 1") != seen && concerned(tx, seen);
    }

    private static boolean concerned(Tx tx, long from) {
        return from < 0 || tx.number(NODE_OBJECTS, from) > 0;
    }

    /** The content of an earlier revision, while it is kept. */
    Optional<String> content(Tx tx, long node, long revision) {
        return tx.one(
                "SELECT content FROM node_revisions WHERE node_id = ? AND revision = ?",
                row -> row.text("content"),
                node,
                revision);
    }

    /** Processes changes since the last call; returns whether any node's configuration changed. */
    synchronized boolean refresh() {
        long head = database.readOne(tx -> tx.number("SELECT id FROM audit_head WHERE one = 1"));
        if (head == seen) {
            return false;
        }
        long from = seen;
        boolean changed = database.<Boolean>readOne(tx -> concerned(tx, from)) && plan(head);
        seen = head;
        return changed;
    }

    private boolean plan(long head) {
        boolean changed = false;
        ReadConfigs read =
                database.read(
                        tx -> new ReadConfigs(builder.contents(tx, nodes.all(tx)), newest(tx)));
        for (Map.Entry<Long, String> entry : read.contents().entrySet()) {
            long node = entry.getKey();
            changed |= plan(node, entry.getValue(), read.newest().get(node), head);
        }
        revisions.keySet().retainAll(read.contents().keySet());
        return changed;
    }

    /** One reading of the store: contents by node, and the newest revision of each. */
    private record ReadConfigs(Map<Long, String> contents, Map<Long, Newest> newest) {}

    /** The newest revision of a node in the store, whichever process made it. */
    private record Newest(long node, long revision, String hash) {}

    private static Map<Long, Newest> newest(Tx tx) {
        return tx
                .query(
                        "SELECT node_id, revision, hash FROM node_revisions AS latest WHERE"
                                + " revision = (SELECT max(revision) FROM node_revisions WHERE node_id"
                                + " = latest.node_id)",
                        row ->
                                new Newest(
                                        row.number("node_id"),
                                        row.number("revision"),
                                        row.text("hash")))
                .stream()
                .collect(Collectors.toMap(Newest::node, Function.identity()));
    }

    /**
     * Brings this process to the newest revision of one node. A configuration that changed and
     * changed back since the last look has the content known here and another process's number, so
     * both are compared.
     */
    private boolean plan(long node, String content, @Nullable Newest newest, long head) {
        String hash = TokenSecret.hashOf(content);
        Revision known = revisionOf(node);
        Revision next =
                newest != null && newest.hash().equals(hash)
                        ? new Revision(newest.revision(), hash, content)
                        : database.write(tx -> append(tx, node, content, head)).orElse(known);
        revisions.put(node, next);
        if (next.revision() != known.revision()) {
            LOG.debug("node {} should run revision {}", node, next.revision());
        }
        return next.revision() != known.revision();
    }

    /**
     * The newest revision, created if it differs: several processes may do so at once. Writes come
     * one after another, so a configuration that changed since it was read is read again here: an
     * outdated one never becomes a revision.
     *
     * @return empty if the node exists no more
     */
    private Optional<Revision> append(Tx tx, long node, String read, long head) {
        String content = concerned(tx, head) ? current(tx, node).orElse("") : read;
        if (content.isEmpty()) {
            return Optional.empty();
        }
        String hash = TokenSecret.hashOf(content);
        List<Revision> newest =
                tx.query(
                        "SELECT revision, hash, content FROM node_revisions WHERE node_id = ?"
                                + " ORDER BY revision DESC LIMIT 1",
                        row ->
                                new Revision(
                                        row.number("revision"),
                                        row.text("hash"),
                                        row.text("content")),
                        node);
        if (!newest.isEmpty() && newest.getFirst().hash().equals(hash)) {
            return Optional.of(newest.getFirst());
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
                revision - KEPT_REVISIONS);
        return Optional.of(new Revision(revision, hash, content));
    }

    private Optional<String> current(Tx tx, long node) {
        List<Node> itself = nodes.all(tx).stream().filter(one -> one.id() == node).toList();
        return Optional.ofNullable(builder.contents(tx, itself).get(node));
    }

    /** Like {@link #refresh}; failures are retried at the next call. */
    boolean tryRefresh() {
        try {
            return refresh();
        } catch (RuntimeException failed) {
            String reason = Retryable.detail(failed).orElse(null);
            if (reason == null) {
                LOG.error("creating the configuration of nodes failed; it will be retried", failed);
            } else {
                LOG.debug("the configuration of nodes will be created later: {}", reason);
            }
            return false;
        }
    }
}
