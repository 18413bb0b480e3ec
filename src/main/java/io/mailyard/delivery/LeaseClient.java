package io.mailyard.delivery;

import java.util.List;

/**
 * The server as a node sees it: inside the server a few method calls, elsewhere HTTPS. Every method
 * may throw {@link DeskAway}: the node goes on with what it has and asks again.
 */
public interface LeaseClient {
    /** Leases parcels under this node's session; none where nothing is due. Durable on return. */
    List<DeliveryTask> lease(LeaseCapacity wants);

    /**
     * The message as it was accepted, an RFC 5322 message with CRLF line ends.
     *
     * @throws NotLeased where the node holds none of its recipients
     */
    byte[] content(long messageId);

    /** Takes what became of parcels; durable on return, in one write. */
    void report(List<DeliveryReport> reports);

    /**
     * Whether what was leased is still this node's, as far as it knows: it is not once the server
     * was not heard of for as long as a lease lasts, for then others may have it.
     */
    default boolean holds() {
        return true;
    }

    /** Takes a stop's receipt, or a fuller one of the same stop. */
    void receipt(StopReceipt receipt);

    /** The server does not answer now. */
    class DeskAway extends RuntimeException {
        public DeskAway(String message) {
            super(message);
        }
    }

    /** The node asks for what it does not hold, or holds no longer. */
    final class NotLeased extends DeskAway {
        public NotLeased(String message) {
            super(message);
        }
    }
}
