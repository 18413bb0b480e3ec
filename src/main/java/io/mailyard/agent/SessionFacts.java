package io.mailyard.agent;

import io.mailyard.db.InClause;
import io.mailyard.db.Tx;
import io.mailyard.leases.NodeSessions;
import io.mailyard.nodes.NodeFacts;
import io.mailyard.protocol.ProblemList;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * State of a node's processes from their last reports: synced if every live one has confirmed the
 * current configuration, running if one makes attempts.
 */
final class SessionFacts implements NodeFacts {
    /** A process reports every few seconds; one silent for this long is not alive. */
    static final Duration ALIVE = NodeSessions.ALIVE;

    /** Problems that are shown; further ones are of the same kind. */
    private static final int MOST_PROBLEMS = 100;

    private final ConfigRevisions revisions;
    private final ChangeSignal changes;
    private final InstantSource clock;

    SessionFacts(ConfigRevisions revisions, ChangeSignal changes, InstantSource clock) {
        this.revisions = revisions;
        this.changes = changes;
        this.clock = clock;
    }

    /** A caller that saves and then asks does not see a confirmation of the earlier state. */
    @Override
    public void refresh() {
        if (revisions.tryRefresh()) {
            changes.signal();
        }
    }

    @Override
    public Map<Long, String> lastServers(Tx tx, List<Long> nodes) {
        Map<Long, String> servers = new HashMap<>();
        InClause.query(
                        tx,
                        """
                        SELECT n.id, coalesce((SELECT s.connected_to FROM node_sessions s
                          WHERE s.node_id = n.id AND s.connected_to <> ''
                          ORDER BY s.last_seen_at DESC LIMIT 1), '') AS server
                        FROM nodes n WHERE n.id IN {list}
                        """,
                        nodes,
                        row -> Map.entry(row.number("id"), row.text("server")))
                .forEach(known -> servers.put(known.getKey(), known.getValue()));
        return servers;
    }

    private record SessionState(
            long id,
            long revision,
            boolean running,
            Instant at,
            boolean ended,
            String problems,
            String server) {}

    @Override
    public NodeState of(Tx tx, long node) {
        List<SessionState> all =
                tx.query(
                        "SELECT id, revision, running, last_seen_at, ended_at, problems, connected_to FROM node_sessions"
                                + " WHERE node_id = ? ORDER BY last_seen_at DESC LIMIT 100",
                        row ->
                                new SessionState(
                                        row.number("id"),
                                        row.number("revision"),
                                        row.flag("running"),
                                        row.time("last_seen_at"),
                                        row.timeOrNull("ended_at") != null,
                                        row.text("problems"),
                                        row.text("connected_to")),
                        node);
        Instant heard = clock.instant().minus(ALIVE);
        List<SessionState> living =
                all.stream()
                        .filter(sessionState ->
                                !sessionState.ended() && sessionState.at().isAfter(heard))
                        .toList();
        boolean behind = revisions.hasChanges(tx);
        ConfigRevisions.Revision wanted = revisions.revisionOf(node);
        long confirmed =
                (living.isEmpty() ? all : living)
                        .stream().mapToLong(SessionState::revision).min().orElse(0);
        boolean synced =
                !behind
                        && !living.isEmpty()
                        && living.stream()
                                .allMatch(sessionState ->
                                        sessionState.revision() == wanted.revision());
        return new NodeState(
                synced,
                living.stream().anyMatch(SessionState::running),
                confirmed,
                wanted.revision(),
                all.stream().findFirst().map(SessionState::at),
                confirmed == wanted.revision() ? List.of() : drift(tx, node, confirmed, wanted),
                leased(tx, all),
                problems(living),
                servers(living));
    }

    /** Server processes that the node's processes speak to. */
    private static List<String> servers(List<SessionState> living) {
        return living.stream()
                .map(SessionState::server)
                .filter(name -> !name.isEmpty())
                .distinct()
                .sorted()
                .toList();
    }

    /** Recipients that the processes hold, those that have just ended too. */
    private static long leased(Tx tx, List<SessionState> sessions) {
        return InClause.query(
                        tx,
                        "SELECT count(*) FROM recipients WHERE session_id IN {list}",
                        sessions.stream().map(SessionState::id).toList(),
                        row -> row.number())
                .stream()
                .mapToLong(count -> count)
                .sum();
    }

    private static List<String> problems(List<SessionState> living) {
        return living.stream()
                .map(SessionState::problems)
                .filter(text -> !text.isEmpty())
                .flatMap(text -> ProblemList.CODEC.read(text).problems().stream())
                .distinct()
                .limit(MOST_PROBLEMS)
                .toList();
    }

    private List<NodeFacts.ConfigDifference> drift(
            Tx tx, long node, long confirmed, ConfigRevisions.Revision wanted) {
        Optional<String> running = revisions.content(tx, node, confirmed);
        return ConfigDrift.between(running.orElse("{}"), wanted.content());
    }
}
