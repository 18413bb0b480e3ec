package io.mailyard.nodes;

import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The actual state of a node's process, in contrast to the wanted one. */
@FunctionalInterface
public interface NodeFacts {
    /** Facts without a source: no node was ever seen. */
    NodeFacts NEVER_SEEN =
            (tx, node) -> new NodeState(false, false, 0, 0, Optional.empty(), List.of());

    /** The facts of the node with this id. */
    NodeState of(Tx tx, long node);

    /**
     * Processes all changes made so far, so that the next facts include them. Call outside
     * transactions.
     */
    default void refresh() {}

    /**
     * The server process that each of these nodes reported to last, by node; none for a node that
     * never did.
     */
    default Map<Long, String> lastServers(Tx tx, List<Long> nodes) {
        return Map.of();
    }

    /**
     * A field in which the configuration that a node runs differs from the one it should run.
     *
     * @param running its value there, secrets masked; empty: it is not there
     * @param desired the one it should have; empty: none
     */
    record ConfigDifference(String field, Optional<String> running, Optional<String> desired) {}

    /**
     * The facts of a node.
     *
     * @param synced whether the process has confirmed the desired revision, and that contains every
     *     durable change
     * @param running whether its MTA takes work now
     * @param revision the confirmed revision; 0: none yet
     * @param desiredRevision the revision it should run; 0: none yet
     * @param lastSeenAt when it last spoke to the server
     * @param drift in what the two revisions differ
     * @param leased recipients that it holds now
     * @param problems what it reports, such as an IP that is not on the machine
     * @param servers server processes that it speaks to, one as a rule
     */
    record NodeState(
            boolean synced,
            boolean running,
            long revision,
            long desiredRevision,
            Optional<Instant> lastSeenAt,
            List<ConfigDifference> drift,
            long leased,
            List<String> problems,
            List<String> servers) {
        /** Facts of a node that holds no mail and reports no problem. */
        public NodeState(
                boolean synced,
                boolean running,
                long revision,
                long desiredRevision,
                Optional<Instant> lastSeenAt,
                List<ConfigDifference> drift) {
            this(
                    synced,
                    running,
                    revision,
                    desiredRevision,
                    lastSeenAt,
                    drift,
                    0,
                    List.of(),
                    List.of());
        }
    }
}
