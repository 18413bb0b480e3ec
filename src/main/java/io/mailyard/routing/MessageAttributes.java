package io.mailyard.routing;

import io.mailyard.base.DomainName;
import java.util.Locale;

/**
 * Attributes of a message and recipient used by rules.
 *
 * @param group the message's group; 0 if none
 * @param fromDomain the domain of From
 * @param fromEmail the address of From
 * @param toDomain in canonical form
 */
public record MessageAttributes(long group, String fromDomain, String fromEmail, String toDomain) {
    /** Stores domains and the address in lower case. */
    public MessageAttributes {
        fromDomain = fromDomain.toLowerCase(Locale.ROOT);
        fromEmail = fromEmail.toLowerCase(Locale.ROOT);
        toDomain = toDomain.toLowerCase(Locale.ROOT);
    }

    /**
     * Attributes of a stored message.
     *
     * @param from address in From, or its text if it has none
     * @param toDomain in canonical form
     */
    public static MessageAttributes of(long group, String from, String toDomain) {
        int at = from.lastIndexOf('@');
        String domain = at < 0 ? "" : DomainName.normal(from.substring(at + 1));
        String address = at < 0 ? from : from.substring(0, at + 1) + domain;
        return new MessageAttributes(group, domain, address, toDomain);
    }
}
