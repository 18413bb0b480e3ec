package io.mailyard.nodes;

import io.mailyard.writes.Change;

/**
 * Acts on what is wanted of nodes. Called inside the transaction of the change, so that both are
 * durable together.
 */
public interface NodeListener {
    /** The node's MTA is to run, or to stop. Not told where it was meant to already. */
    void mtaSwitched(Change change, long node, boolean running);

    /** The node is to fetch its configuration. */
    void syncWanted(Change change, long node);

    /** The node is gone; its key is void. */
    default void removed(Change change, long node) {}
}
