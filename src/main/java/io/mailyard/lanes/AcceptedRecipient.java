package io.mailyard.lanes;

import io.mailyard.routing.RoutingDecision;
import io.mailyard.senders.SenderId;
import java.util.Optional;

/**
 * One recipient of a message being accepted.
 *
 * @param address as it goes into {@code RCPT TO}
 * @param domain its domain as looked up (A-labels, lower case)
 * @param isp name of the domain's ISP; {@code other} if it belongs to none
 * @param number id of the recipient, from {@code queue.Queue.nextRecipientId}; 0 to assign one
 * @param routing the routing decision; without a sender the recipient stays suspended until one can
 *     send
 * @param suppressed whether the address is suppressed, so the recipient ends at once as bounced
 */
public record AcceptedRecipient(
        String address,
        String domain,
        String isp,
        long number,
        RoutingDecision routing,
        boolean suppressed) {
    /** The ISP name of domains that belong to none. */
    public static final String OTHER = "other";

    /** A recipient that is not routed by a virtual sender. */
    public AcceptedRecipient(
            String address,
            String domain,
            String isp,
            Optional<SenderId> sender,
            boolean suppressed) {
        this(address, domain, isp, 0, RoutingDecision.direct(sender), suppressed);
    }

    /** The chosen sender; empty if none can send. */
    public Optional<SenderId> sender() {
        return routing.sender();
    }

    /** The domain if lanes are kept by domain, else empty. */
    public static String laneDomain(String isp, String domain) {
        return isp.equals(OTHER) ? domain : "";
    }
}
