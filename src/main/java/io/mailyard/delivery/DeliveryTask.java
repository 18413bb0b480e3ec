package io.mailyard.delivery;

import io.mailyard.base.TraceId;
import io.mailyard.policies.KeySecret;
import java.time.Instant;
import java.util.List;

/**
 * One recipient of one message, leased to a node for an attempt.
 *
 * @param id id of the recipient's row
 * @param messageId the message whose content {@link LeaseClient#content} returns
 * @param isp ISP name; {@code other} if the domain belongs to none
 * @param domain the recipient's domain as looked up (A-labels, lower case)
 * @param envelopeFrom the reverse path; empty for a bounce
 * @param attempts number of earlier attempts
 * @param expiresAt no attempt begins after this time
 * @param lastIp required source address (retry mode {@code same_ip}); empty if any
 * @param size octets of the content
 * @param stopSeq number of the newest durable stop when the task was leased: earlier stops have
 *     ended or do not concern it
 * @param overrides replacements for header values of the message; already applied to the reverse
 *     path
 * @param unaltered whether the message is sent octet by octet, to keep the signatures it came with
 * @param keys keys this mail may be signed with; those that match its From domain sign it
 * @param lease number of the request that leased it; 0 if that had none
 * @param trace of the message, for the log; may be none
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
        List<KeySecret> keys,
        long lease,
        TraceId trace) {
    /** Copies the keys. */
    public DeliveryTask {
        keys = List.copyOf(keys);
    }

    /**
     * A task whose message is sent unchanged and unsigned, leased by a request without a number.
     */
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
                List.of(),
                0,
                TraceId.NONE);
    }
}
