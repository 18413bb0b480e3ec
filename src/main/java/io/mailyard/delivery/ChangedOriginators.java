package io.mailyard.delivery;

import io.mailyard.smtp.SmtpReply;
import java.util.List;

/**
 * A message that names other originators once it is rewritten for a host than when it was accepted.
 * It must not leave: nobody has decided whether its account may write in their name.
 */
final class ChangedOriginators extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ChangedOriginators(String fault) {
        super(fault);
    }

    /** The answer that its recipients are reported with; no host gave it. */
    SmtpReply reply() {
        return new SmtpReply(550, List.of("5.7.1 not sent: " + getMessage()));
    }
}
