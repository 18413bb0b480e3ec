package io.mailyard.nodes;

import io.mailyard.writes.Change;

/**
 * Is notified of the wanted state of nodes. Called inside the transaction of the change, so that
 * both are durable together.
 */
public interface NodeListener {
    /** The node's MTA should run, or stop. Not called if it was meant to already. */
    void mtaSwitched(Change change, long node, boolean running);

    /** The node should fetch its configuration. */
    void syncWanted(Change change, long node);

    /** The node was deleted; its key is invalid. */
    default void removed(Change change, long node) {}
}
