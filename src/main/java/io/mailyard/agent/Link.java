package io.mailyard.agent;

import io.mailyard.delivery.LeaseClient;
import io.mailyard.protocol.NodeStatus;
import io.mailyard.protocol.NodeUpdates;
import java.time.Duration;

/** A node's link to its server: method calls inside the server, HTTPS elsewhere. */
interface Link extends AutoCloseable {
    /**
     * Begins a session; mail leased by an earlier process of this node in the same slot is
     * returned.
     *
     * @throws LeaseClient.ServerUnavailable if the server does not respond
     */
    NodeSession open();

    /**
     * Reports the status of the process and waits for updates.
     *
     * @throws SessionUnknown if the session has ended; open another one
     * @throws LeaseClient.ServerUnavailable if the server does not respond
     */
    NodeUpdates sync(NodeStatus status, Duration wait);

    LeaseClient leaseClient();

    /** Sends reports saved while the server was unavailable. */
    void flush();

    /** Ends the session, if the server can be reached. */
    @Override
    void close();

    /**
     * A session of a node.
     *
     * @param node the node's id
     * @param stop number of the newest stop, known to all mail leased from now on
     * @param lease how long the session and its leases last without a renewal
     */
    record NodeSession(long node, long stop, Duration lease) {}

    /** The server no longer knows the session. */
    final class SessionUnknown extends RuntimeException {
        SessionUnknown() {
            super("the server knows no such session of this node");
        }
    }
}
