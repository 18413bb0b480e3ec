package io.mailyard.nodes;

import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tells what is true of a node's process, as against what is wanted of it. */
@FunctionalInterface
public interface NodeFacts {
    /** Where nothing tells: no node was ever seen. */
    NodeFacts NEVER_SEEN =
            (tx, node) -> new NodeState(false, false, 0, 0, Optional.empty(), List.of());

    /** Of the node with this number. */
    NodeState of(Tx tx, long node);

    /**
     * Takes in what was changed until now, so that what is told next knows of it. Outside any
     * transaction.
     */
    default void refresh() {}

    /**
     * @param synced the revision that the process has confirmed is the desired one, and every
     *     change that is durable is in it
     * @param running its MTA takes work now
     * @param revision what the process has confirmed; 0: nothing yet
     * @param desiredRevision what it should run; 0: nothing yet
     * @param lastSeenAt when it last spoke to the server
     * @param drift the fields in which the two revisions differ
     */
    record NodeState(
            boolean synced,
            boolean running,
            long revision,
            long desiredRevision,
            Optional<Instant> lastSeenAt,
            List<String> drift) {}
}
