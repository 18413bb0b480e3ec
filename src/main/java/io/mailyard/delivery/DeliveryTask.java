package io.mailyard.delivery;

import io.mailyard.policies.KeySecret;
import java.time.Instant;
import java.util.List;

/**
 * One recipient of one message, leased to a node to be attempted.
 *
 * @param id of the recipient's row
 * @param messageId whose content {@link LeaseClient#content} gives
 * @param isp the ISP's name; {@code other} where the domain is of none
 * @param domain the recipient's domain as looked up (A-labels, lower case)
 * @param envelopeFrom the reverse path; empty for a bounce
 * @param attempts how many were made before
 * @param expiresAt no attempt begins after it
 * @param lastIp the address it must go from again (retry mode {@code same_ip}); empty: any
 * @param size octets of the content
 * @param stopSeq the number of the last stop that was durable when the parcel was leased: stops up
 *     to it are known to have ended, or not to concern it
 * @param overrides what is put in place of what the message says; the reverse path is so already
 * @param unaltered whether it goes out octet by octet, for the signatures that it came with
 * @param keys what this mail of the account may be signed with; those that fit its From sign it
 */
public record DeliveryTask(
        long id,
        long messageId,
        long accountId,
        long campaignId,
        long senderId,
        String isp,
        String domain,
        String envelopeFrom,
        String recipient,
        int attempts,
        Instant expiresAt,
        String lastIp,
        long size,
        long stopSeq,
        HeaderOverrides overrides,
        boolean unaltered,
        List<KeySecret> keys) {
    /** Keeps its own copy. */
    public DeliveryTask {
        keys = List.copyOf(keys);
    }

    /** One of a message that goes as it is, unsigned. */
    public DeliveryTask(
            long id,
            long messageId,
            long accountId,
            long campaignId,
            long senderId,
            String isp,
            String domain,
            String envelopeFrom,
            String recipient,
            int attempts,
            Instant expiresAt,
            String lastIp,
            long size,
            long stopSeq) {
        this(
                id,
                messageId,
                accountId,
                campaignId,
                senderId,
                isp,
                domain,
                envelopeFrom,
                recipient,
                attempts,
                expiresAt,
                lastIp,
                size,
                stopSeq,
                HeaderOverrides.NONE,
                false,
                List.of());
    }
}
