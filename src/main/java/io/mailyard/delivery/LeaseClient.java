package io.mailyard.delivery;

import java.util.List;

/**
 * The server as seen by a node: method calls inside the server, HTTPS elsewhere. Every method may
 * throw {@link ServerUnavailable}; the node then continues with what it has and retries.
 */
public interface LeaseClient {
    /** Leases tasks under this node's session; none if nothing is due. Durable on return. */
    List<DeliveryTask> lease(LeaseCapacity capacity);

    /**
     * The message as accepted: an RFC 5322 message with CRLF line ends.
     *
     * @throws NotLeased if the node holds none of its recipients
     */
    byte[] content(long messageId);

    /** Reports results; durable on return, in one write. */
    void report(List<DeliveryReport> reports);

    /**
     * Whether the node's lease is still valid as far as it knows: not once the server was silent
     * for the length of a lease, since other nodes may have the mail then.
     */
    default boolean holds() {
        return true;
    }

    /** Reports the receipt of a stop, or a more complete one of the same stop. */
    void receipt(StopReceipt receipt);

    /** The server does not respond now. */
    class ServerUnavailable extends RuntimeException {
        public ServerUnavailable(String message) {
            super(message);
        }
    }

    /** The node asked for a message that it does not hold. */
    final class NotLeased extends ServerUnavailable {
        public NotLeased(String message) {
            super(message);
        }
    }
}
