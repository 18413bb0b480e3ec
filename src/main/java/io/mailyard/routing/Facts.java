package io.mailyard.routing;

import java.util.Locale;

/**
 * What rules ask of a message to one recipient.
 *
 * @param group the message's group; 0 where it has none
 * @param fromDomain the domain of From
 * @param fromEmail the address of From
 * @param toDomain the recipient's domain
 */
public record Facts(long group, String fromDomain, String fromEmail, String toDomain) {
    /** Keeps domains and the address in lower case. */
    public Facts {
        fromDomain = fromDomain.toLowerCase(Locale.ROOT);
        fromEmail = fromEmail.toLowerCase(Locale.ROOT);
        toDomain = toDomain.toLowerCase(Locale.ROOT);
    }
}
