package io.mailyard.agent;

import io.mailyard.delivery.LeaseClient;
import io.mailyard.delivery.StopOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
    Updates sync(NodeStatus status, Duration wait);

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

    /**
     * Status that a node's process reports.
     *
     * @param revision the applied configuration revision; 0 if none
     * @param running whether its MTA makes attempts
     * @param problems problems, for example an IP that is not on the machine
     * @param stop number of the newest stop, known to all mail leased from now on
     * @param sync time of the last synchronisation requested by an administrator, in epoch
     *     milliseconds
     */
    record NodeStatus(
            long revision, boolean running, List<String> problems, long stop, long sync) {}

    /**
     * Updates for a node.
     *
     * @param stops stops after the reported one, ascending
     * @param wanted the configuration to run, if it differs or was requested again
     * @param sync time of the last synchronisation requested by an administrator, in epoch
     *     milliseconds
     */
    record Updates(List<StopOrder> stops, Optional<WantedConfig> wanted, long sync) {}

    /**
     * Configuration that a node should run.
     *
     * @param content the revision as JSON, without secrets
     */
    record WantedConfig(long revision, String content) {}

    /** The server no longer knows the session. */
    final class SessionUnknown extends RuntimeException {
        SessionUnknown() {
            super("the server knows no such session of this node");
        }
    }
}
