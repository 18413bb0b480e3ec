package io.mailyard.queue;

import io.mailyard.db.Database;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.queue.StagedChange.LaneStep;
import io.mailyard.queue.StagedChange.LedgerStep;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The engines that run, each with what it has leased. One that is not heard of for the time of the
 * lease has ended, and what it had goes back to the queue.
 */
public final class NodeSessions {
    /** Recipients given back in one transaction: keeps other writers' wait short. */
    static final int STEP = 500;

    /** The version of the node protocol that this program speaks (docs/node-protocol.md). */
    public static final int PROTOCOL = 2;

    /**
     * Open sessions of one node. A node has one process as a rule, the node inside the server one
     * for each process of the server; those that were killed count until their lease runs out.
     */
    static final int MOST_OF_A_NODE = 100;

    private static final String OPEN =
            "SELECT id, node_id, protocol FROM node_sessions WHERE ended_at IS NULL AND ";

    private final Database database;
    private final QueueStage stage;
    private final DeliveryEventListener telling;
    private final InstantSource clock;
    private final Duration lease;

    NodeSessions(
            Database database,
            QueueStage stage,
            DeliveryEventListener telling,
            InstantSource clock,
            Duration lease) {
        this.database = database;
        this.stage = stage;
        this.telling = telling;
        this.clock = clock;
        this.lease = lease;
    }

    /**
     * A running engine.
     *
     * @param protocol the version of the node protocol that it speaks
     */
    public record Session(long id, long nodeId, int protocol) {
        Session(long id, long nodeId) {
            this(id, nodeId, PROTOCOL);
        }
    }

    /** A node has as many sessions as it can, or another node has the instance's name. */
    public static final class SessionRefused extends RuntimeException {
        SessionRefused(String reason) {
            super(reason);
        }
    }

    /**
     * Begins a session; one of an earlier engine in the same slot ends, and what it had is given
     * back before this returns.
     *
     * @param slot tells engines of one node apart that run at the same time, such as by their data
     *     folder; what ran in a slot before is dead when another begins
     * @param instance unique to this run of the engine; the same again is the same session
     * @throws SessionRefused where the instance is another node's, or the node has {@value
     *     #MOST_OF_A_NODE} sessions
     */
    public Session begin(long nodeId, String slot, String instance) {
        return begin(nodeId, slot, instance, "");
    }

    /**
     * The same.
     *
     * @param server which process of the server the engine is inside of; empty: of none
     */
    public Session begin(long nodeId, String slot, String instance, String server) {
        Instant now = now();
        List<Session> earlier =
                database.write(tx -> {
                    List<Session> found =
                            tx.query(
                                    OPEN + "node_id = ? AND slot = ? AND instance <> ?",
                                    NodeSessions::session,
                                    nodeId,
                                    slot,
                                    instance);
                    found.forEach(one -> end(tx, one.id(), now));
                    return found;
                });
        earlier.forEach(one -> giveBackAll(one.id()));
        return database.write(tx -> {
            Optional<Session> known =
                    tx.one(OPEN + "instance = ?", NodeSessions::session, instance);
            if (known.filter(session -> session.nodeId() != nodeId).isPresent()) {
                throw new SessionRefused("the instance " + instance + " is of another node");
            }
            return known.orElseGet(() -> insert(tx, nodeId, slot, instance, server, now));
        });
    }

    private static void mustHaveRoom(Tx tx, long nodeId) {
        long open =
                tx.number(
                        "SELECT count(*) FROM node_sessions WHERE ended_at IS NULL AND node_id = ?",
                        nodeId);
        if (open >= MOST_OF_A_NODE) {
            throw new SessionRefused(
                    "node "
                            + nodeId
                            + " has "
                            + open
                            + " sessions, which is as many as can be: end some of its processes");
        }
    }

    /**
     * An engine whose session was ended, since it was not heard of for too long, begins another:
     * the ended one leaves its instance's name to it.
     */
    private static void setAside(Tx tx, String instance) {
        tx.update(
                "UPDATE node_sessions SET instance = instance || '/' || id WHERE instance = ?"
                        + " AND ended_at IS NOT NULL",
                instance);
    }

    private Session insert(
            Tx tx, long nodeId, String slot, String instance, String server, Instant now) {
        mustHaveRoom(tx, nodeId);
        setAside(tx, instance);
        Session session = new Session(tx.nextId("node_sessions"), nodeId);
        tx.update(
                "INSERT INTO node_sessions (id, node_id, slot, instance, started_at, last_seen_at, lease_until,"
                        + " ended_at, revision, running, problems, protocol, server)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, NULL, 0, 0, '', ?, ?)",
                session.id(),
                nodeId,
                slot,
                instance,
                now,
                now,
                now.plus(lease),
                PROTOCOL,
                server);
        return session;
    }

    /** How long a session lives without a word from its engine. */
    public Duration lease() {
        return lease;
    }

    /** The session of that instance of the node, while it lives. */
    public Optional<Session> find(long nodeId, String instance) {
        return database.glance(tx ->
                tx.one(
                        OPEN + "instance = ? AND node_id = ?",
                        NodeSessions::session,
                        instance,
                        nodeId));
    }

    /**
     * A word from an engine that asks for nothing: its lease is prolonged.
     *
     * @return false where the session has ended: a new one is to be begun
     */
    public boolean heartbeat(Session session) {
        return database.write(tx -> {
            tx.stage(stage, new StagedChange.Seen(session.id(), now()));
            return open(tx, session.id());
        });
    }

    /**
     * Keeps what an engine says of itself, for whoever asks.
     *
     * @param revision the configuration it runs
     * @param problems what hinders it, as JSON
     */
    public void tell(Session session, long revision, boolean running, String problems) {
        database.write(tx -> {
            tx.stage(stage, new StagedChange.Seen(session.id(), now()));
            return tx.update(
                    "UPDATE node_sessions SET revision = ?, running = ?, problems = ? WHERE id = ?",
                    revision,
                    running,
                    problems,
                    session.id());
        });
    }

    /** The engine ends in good order: what it still has is given back before this returns. */
    public void end(Session session) {
        database.write(tx -> end(tx, session.id(), now()));
        giveBackAll(session.id());
    }

    /** Ends those that were not heard of in time and gives back what they had; how many. */
    int sweep() {
        Instant now = now();
        List<Long> over =
                database.read(tx ->
                        tx.query(
                                "SELECT id FROM node_sessions WHERE ended_at IS NULL AND lease_until < ?",
                                row -> row.number(1),
                                now));
        for (long id : over) {
            database.write(tx -> {
                int ended =
                        tx.update(
                                "UPDATE node_sessions SET ended_at = ? WHERE id = ? AND ended_at IS NULL"
                                        + " AND lease_until < ?",
                                now,
                                id,
                                now);
                if (ended > 0) {
                    StopLog.leaseEnded(tx, id, now);
                }
                return ended;
            });
        }
        List<Long> holding =
                database.read(tx ->
                        tx.query(
                                "SELECT id FROM node_sessions WHERE ended_at IS NOT NULL AND EXISTS"
                                        + " (SELECT 1 FROM recipients WHERE session_id = node_sessions.id)",
                                row -> row.number(1)));
        holding.forEach(this::giveBackAll);
        return over.size();
    }

    static boolean open(Tx tx, long id) {
        return tx.one(OPEN + "id = ?", NodeSessions::session, id).isPresent();
    }

    private static int end(Tx tx, long id, Instant now) {
        StopLog.leaseEnded(tx, id, now);
        return tx.update(
                "UPDATE node_sessions SET ended_at = ? WHERE id = ? AND ended_at IS NULL", now, id);
    }

    private void giveBackAll(long session) {
        int given = STEP;
        while (given == STEP) {
            given = database.write(tx -> giveBack(tx, session));
        }
    }

    /** What the store knows of a leased recipient that is given back. */
    private record Held(
            long id, long lane, long account, long attempts, boolean purged, long due, long node) {}

    /** No attempt is counted: nobody knows whether there was one. */
    private int giveBack(Tx tx, long session) {
        List<Held> held =
                tx.query(
                        "SELECT r.id, r.lane_id, r.account_id, r.attempts, l.purged, r.due_at + l.clock_offset,"
                                + " s.node_id FROM recipients r JOIN lanes l ON l.id = r.lane_id"
                                + " JOIN node_sessions s ON s.id = r.session_id WHERE r.session_id = ?"
                                + " ORDER BY r.id LIMIT ?",
                        row ->
                                new Held(
                                        row.number(1),
                                        row.number(2),
                                        row.number(3),
                                        row.number(4),
                                        row.number(5) > 0,
                                        row.number(6),
                                        row.number(7)),
                        session,
                        STEP);
        List<@Nullable Object[]> rows = new ArrayList<>(held.size());
        Map<Long, LaneStep> steps = new LinkedHashMap<>();
        List<Long> purged = new ArrayList<>();
        for (Held one : held) {
            RecipientState state = RecipientState.waiting(one.attempts());
            steps.merge(
                    one.lane(),
                    new LaneStep(
                            one.lane(),
                            !one.purged() && state == RecipientState.NEW ? 1 : 0,
                            !one.purged() && state == RecipientState.RETRY ? 1 : 0,
                            -1,
                            one.due(),
                            one.due(),
                            0),
                    LaneStep::and);
            if (one.purged()) {
                purged.add(one.id());
            }
            rows.add(new @Nullable Object[] {state.number(), one.id()});
        }
        tx.updateAll("UPDATE recipients SET state = ?, session_id = NULL WHERE id = ?", rows);
        LostLeases.keep(
                tx,
                held.stream().map(one -> new @Nullable Object[] {one.id(), one.node()}).toList());
        Finisher.of(RecipientState.PURGED, now()).end(tx, telling, purged);
        for (Held one : held) {
            if (one.purged()) {
                tx.stage(stage, LedgerStep.ended(one.account(), RecipientState.PURGED));
            }
        }
        steps.values().forEach(step -> tx.stage(stage, step));
        return held.size();
    }

    /** Prolongs the leases of those that were heard of. */
    static void seen(Tx tx, List<StagedChange.Seen> seen, Duration lease) {
        Map<Long, Instant> last = new LinkedHashMap<>();
        seen.forEach(one -> last.put(one.session(), one.now()));
        List<@Nullable Object[]> rows = new ArrayList<>();
        last.forEach((id, now) -> rows.add(new @Nullable Object[] {now, now.plus(lease), id}));
        tx.updateAll(
                "UPDATE node_sessions SET last_seen_at = ?, lease_until = ? WHERE id = ? AND ended_at IS NULL",
                rows);
    }

    private Instant now() {
        return clock.instant();
    }

    private static Session session(Row row) {
        return new Session(row.number(1), row.number(2), (int) row.number(3));
    }
}
