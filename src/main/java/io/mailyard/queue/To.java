package io.mailyard.queue;

import io.mailyard.senders.SenderId;
import java.util.Optional;

/**
 * One recipient of a message that is being accepted.
 *
 * @param address as it goes into {@code RCPT TO}
 * @param domain its domain as looked up (A-labels, lower case)
 * @param isp the name of the domain's ISP; {@code other} where it is of none
 * @param sender by which it goes; empty where none serves the account: it stands until one does
 * @param suppressed not to be written to: it ends at once as bounced
 */
public record To(
        String address, String domain, String isp, Optional<SenderId> sender, boolean suppressed) {
    /** The ISP of domains that are of none. */
    public static final String OTHER = "other";
}
