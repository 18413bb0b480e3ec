package io.mailyard.leases;

import io.mailyard.db.Database;
import io.mailyard.db.GroupStage;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.lanes.EngineSession;
import io.mailyard.lanes.StagedChange;
import io.mailyard.outcomes.DeliveryEventListener;
import io.mailyard.protocol.ProtocolVersions;
import io.mailyard.stops.StopLog;
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
 * Sessions of running engines with their leased mail. A session that is silent for the length of a
 * lease ends, and its mail returns to the queue.
 */
public final class NodeSessions {
    /**
     * Maximum open sessions per node. A node usually has one process, and the node inside the
     * server one per server process; killed processes count until their lease ends.
     */
    static final int MOST_OF_A_NODE = 100;

    /** A process reports every few seconds; one that is silent for so long is not alive. */
    public static final Duration ALIVE = Duration.ofSeconds(15);

    private static final String OPEN =
            "SELECT id, node_id, protocol FROM node_sessions WHERE ended_at IS NULL AND ";

    private final Database database;
    private final GroupStage<StagedChange> stage;
    private final LeaseReturns returns;
    private final InstantSource clock;
    private final Duration lease;

    public NodeSessions(
            Database database,
            GroupStage<StagedChange> stage,
            DeliveryEventListener events,
            InstantSource clock,
            Duration lease) {
        this.database = database;
        this.stage = stage;
        this.returns = new LeaseReturns(database, stage, events, clock);
        this.clock = clock;
        this.lease = lease;
    }

    /** The node has the maximum number of sessions, or another node uses the instance's name. */
    public static final class SessionRefused extends RuntimeException {
        SessionRefused(String reason) {
            super(reason);
        }
    }

    /** Another process with the same key is alive. */
    public static final class SlotInUse extends RuntimeException {
        SlotInUse(long node) {
            super(
                    "another process with the key of node "
                            + node
                            + " is alive: end it, or give this one a node of its own");
        }
    }

    /**
     * Begins a session. A session of an earlier engine in the same slot ends, and its mail is
     * returned before this call returns.
     *
     * @param slot distinguishes engines of one node that run at the same time, for example by data
     *     folder; the earlier engine of a slot is dead when another begins
     * @param instance unique to this run of the engine; the same value returns the same session
     * @throws SessionRefused if the instance belongs to another node, or the node has {@value
     *     #MOST_OF_A_NODE} sessions
     */
    public EngineSession begin(long nodeId, String slot, String instance) {
        return begin(nodeId, slot, instance, "");
    }

    /**
     * Begins a session of an engine that may run inside the server.
     *
     * @param server the server process that contains the engine; empty if none
     */
    public EngineSession begin(long nodeId, String slot, String instance, String server) {
        return begin(nodeId, slot, instance, server, ProtocolVersions.NEWEST);
    }

    /**
     * Begins a session of an engine that speaks an older version of the node protocol.
     *
     * @param protocol the version that both sides speak
     */
    public EngineSession begin(
            long nodeId, String slot, String instance, String server, int protocol) {
        return begin(nodeId, slot, instance, server, protocol, Optional.empty());
    }

    /**
     * Begins a session where no other process has the slot. The run before over the same data
     * folder is dead, since that is locked; any other one is once it is silent.
     *
     * @param lastRun the instance of the run before, which may be none; empty: whoever has the slot
     *     loses it
     * @throws SlotInUse if another process has it
     */
    public EngineSession begin(
            long nodeId,
            String slot,
            String instance,
            String server,
            int protocol,
            Optional<String> lastRun) {
        Instant now = now();
        List<EngineSession> earlier =
                database.write(tx -> {
                    lastRun.ifPresent(name -> requireFree(tx, nodeId, slot, instance, name, now));
                    List<EngineSession> found =
                            tx.query(
                                    OPEN + "node_id = ? AND slot = ? AND instance <> ?",
                                    NodeSessions::session,
                                    nodeId,
                                    slot,
                                    instance);
                    found.forEach(one -> end(tx, one.id(), now));
                    return found;
                });
        earlier.forEach(one -> returns.all(one.id()));
        return database.write(tx -> {
            Optional<EngineSession> known =
                    tx.one(OPEN + "instance = ?", NodeSessions::session, instance);
            if (known.filter(session -> session.nodeId() != nodeId).isPresent()) {
                throw new SessionRefused("the instance " + instance + " belongs to another node");
            }
            if (known.isPresent()) {
                tx.update(
                        "UPDATE node_sessions SET protocol = ? WHERE id = ?",
                        protocol,
                        known.get().id());
            }
            return known.map(session -> new EngineSession(session.id(), nodeId, protocol))
                    .orElseGet(() -> insert(tx, nodeId, slot, instance, server, protocol, now));
        });
    }

    private static void requireFree(
            Tx tx, long nodeId, String slot, String instance, String lastRun, Instant now) {
        long others =
                tx.number(
                        """
                        SELECT count(*) FROM node_sessions WHERE ended_at IS NULL
                          AND node_id = ? AND slot = ? AND instance NOT IN (?, ?)
                          AND last_seen_at > ? AND last_seen_at < ?
                        """,
                        nodeId,
                        slot,
                        instance,
                        lastRun,
                        now.minus(ALIVE),
                        now.plus(ALIVE));
        if (others > 0) {
            throw new SlotInUse(nodeId);
        }
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
                            + " sessions, which is the maximum: end some of its processes");
        }
    }

    /** Releases the instance's name of an ended session, so that its engine can begin another. */
    private static void setAside(Tx tx, String instance) {
        tx.update(
                "UPDATE node_sessions SET instance = instance || '/' || id WHERE instance = ?"
                        + " AND ended_at IS NOT NULL",
                instance);
    }

    private EngineSession insert(
            Tx tx,
            long nodeId,
            String slot,
            String instance,
            String server,
            int protocol,
            Instant now) {
        mustHaveRoom(tx, nodeId);
        setAside(tx, instance);
        EngineSession session = new EngineSession(tx.nextId("node_sessions"), nodeId, protocol);
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
                protocol,
                server);
        return session;
    }

    /** Returns what the sessions hold. */
    public LeaseReturns returns() {
        return returns;
    }

    /** Time after which a silent session ends. */
    public Duration lease() {
        return lease;
    }

    /** The open session of an instance of the node. */
    public Optional<EngineSession> find(long nodeId, String instance) {
        return database.readOne(tx ->
                tx.one(
                        OPEN + "instance = ? AND node_id = ?",
                        NodeSessions::session,
                        instance,
                        nodeId));
    }

    /**
     * Renews the lease of a session.
     *
     * @return false if the session has ended and a new one is needed
     */
    public boolean heartbeat(EngineSession session) {
        return database.write(tx -> {
            tx.stage(stage, new StagedChange.SessionSeen(session.id(), now()));
            return open(tx, session.id());
        });
    }

    /**
     * Stores the status that an engine reports.
     *
     * @param revision the configuration revision it runs
     * @param problems its problems as JSON
     * @param server the server process that it reports to
     * @return whether it reported to another process of the server before
     */
    public boolean saveStatus(
            EngineSession session, long revision, boolean running, String problems, String server) {
        return database.write(tx -> {
            tx.stage(stage, new StagedChange.SessionSeen(session.id(), now()));
            Optional<String> before =
                    tx.one(
                            "SELECT connected_to FROM node_sessions WHERE id = ?",
                            row -> row.text(),
                            session.id());
            tx.update(
                    "UPDATE node_sessions SET revision = ?, running = ?, problems = ?, connected_to = ? WHERE id = ?",
                    revision,
                    running,
                    problems,
                    server,
                    session.id());
            return before.filter(name -> !name.isEmpty() && !name.equals(server)).isPresent();
        });
    }

    /** Ends a session in good order: its mail is returned before this call returns. */
    public void end(EngineSession session) {
        database.write(tx -> end(tx, session.id(), now()));
        returns.all(session.id());
    }

    /** Ends silent sessions and returns their mail; returns the number. */
    public int sweep() {
        Instant now = now();
        List<Long> over =
                database.read(tx ->
                        tx.query(
                                "SELECT id FROM node_sessions WHERE ended_at IS NULL AND lease_until < ?",
                                row -> row.number(),
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
                    StopLog.recordLeaseEnd(tx, id, now);
                }
                return ended;
            });
        }
        List<Long> holding =
                database.read(tx ->
                        tx.query(
                                "SELECT id FROM node_sessions WHERE ended_at IS NOT NULL AND EXISTS"
                                        + " (SELECT 1 FROM recipients WHERE session_id = node_sessions.id)",
                                row -> row.number()));
        holding.forEach(returns::all);
        return over.size();
    }

    static boolean open(Tx tx, long id) {
        return tx.one(OPEN + "id = ?", NodeSessions::session, id).isPresent();
    }

    private static int end(Tx tx, long id, Instant now) {
        StopLog.recordLeaseEnd(tx, id, now);
        return tx.update(
                "UPDATE node_sessions SET ended_at = ? WHERE id = ? AND ended_at IS NULL", now, id);
    }

    /**
     * Renews the leases of sessions that were heard from. A call that was held up, while the node
     * was heard from elsewhere, does not shorten the lease that the node counts on; a clock that
     * was set back by more than a lease does.
     */
    public static void renew(Tx tx, List<StagedChange.SessionSeen> seen, Duration lease) {
        Map<Long, Instant> last = new LinkedHashMap<>();
        seen.forEach(sessionSeen -> last.put(sessionSeen.session(), sessionSeen.now()));
        List<@Nullable Object[]> rows = new ArrayList<>();
        last.forEach((id, now) -> {
            Instant until = now.plus(lease);
            rows.add(new @Nullable Object[] {now, until, until.plus(lease), until, id});
        });
        tx.updateAll(
                "UPDATE node_sessions SET last_seen_at = ?, lease_until = CASE WHEN lease_until > ?"
                        + " AND lease_until <= ? THEN lease_until ELSE ? END"
                        + " WHERE id = ? AND ended_at IS NULL",
                rows);
    }

    private Instant now() {
        return clock.instant();
    }

    private static EngineSession session(Row row) {
        return new EngineSession(
                row.number("id"), row.number("node_id"), (int) row.number("protocol"));
    }
}
