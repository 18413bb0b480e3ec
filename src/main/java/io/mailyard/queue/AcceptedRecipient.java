package io.mailyard.queue;

import io.mailyard.routing.RoutingDecision;
import io.mailyard.senders.SenderId;
import java.util.Optional;

/**
 * One recipient of a message that is being accepted.
 *
 * @param address as it goes into {@code RCPT TO}
 * @param domain its domain as looked up (A-labels, lower case)
 * @param isp the name of the domain's ISP; {@code other} where it is of none
 * @param number of the recipient, from {@link Queue#nextRecipientId}; 0: it gets one
 * @param routed how it goes; by no sender where none can send: it stands until one does
 * @param suppressed not to be written to: it ends at once as bounced
 */
public record AcceptedRecipient(
        String address,
        String domain,
        String isp,
        long number,
        RoutingDecision routed,
        boolean suppressed) {
    /** The ISP of domains that are of none. */
    public static final String OTHER = "other";

    /** One that no virtual sender routes. */
    public AcceptedRecipient(
            String address,
            String domain,
            String isp,
            Optional<SenderId> sender,
            boolean suppressed) {
        this(address, domain, isp, 0, RoutingDecision.plainly(sender), suppressed);
    }

    /** By which it goes; empty: none can send. */
    public Optional<SenderId> sender() {
        return routed.sender();
    }

    /** Its domain where that tells lanes apart. */
    public static String laneDomain(String isp, String domain) {
        return isp.equals(OTHER) ? domain : "";
    }
}
