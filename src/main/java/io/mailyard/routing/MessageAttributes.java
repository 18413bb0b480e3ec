package io.mailyard.routing;

import io.mailyard.base.DomainName;
import java.util.Locale;

/**
 * What rules ask of a message to one recipient.
 *
 * @param group the message's group; 0 where it has none
 * @param fromDomain the domain of From
 * @param fromEmail the address of From
 * @param toDomain the recipient's domain
 */
public record MessageAttributes(long group, String fromDomain, String fromEmail, String toDomain) {
    /** Keeps domains and the address in lower case. */
    public MessageAttributes {
        fromDomain = fromDomain.toLowerCase(Locale.ROOT);
        fromEmail = fromEmail.toLowerCase(Locale.ROOT);
        toDomain = toDomain.toLowerCase(Locale.ROOT);
    }

    /**
     * Of a message as it is kept.
     *
     * @param from the address in From; its words where it has none
     * @param toDomain in its one form
     */
    public static MessageAttributes of(long group, String from, String toDomain) {
        int at = from.lastIndexOf('@');
        String domain = at < 0 ? "" : DomainName.normal(from.substring(at + 1));
        String address = at < 0 ? from : from.substring(0, at + 1) + domain;
        return new MessageAttributes(group, domain, address, toDomain);
    }
}
