package io.mailyard.queue;

import io.mailyard.base.AccountId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A message that is accepted, as it goes into the queue.
 *
 * @param id from {@link Queue#nextMessageId}
 * @param source {@code smtp}, {@code http} or {@code dsn}
 * @param submitter who brought it, for the record
 * @param envelopeFrom the reverse path; empty for a bounce
 * @param headerFrom the From field's address, likewise {@code subject} and {@code headerId}: for
 *     lists of messages
 * @param campaignId 0: a single message
 * @param groupId 0: none
 * @param vsender the virtual sender that chose the senders
 * @param content an RFC 5322 message with CRLF line ends
 * @param passedOn whether it goes out as it is, with the signatures that it came with
 * @param to at least one
 */
public record AcceptedMessage(
        long id,
        AccountId account,
        String source,
        String submitter,
        String envelopeFrom,
        String headerFrom,
        String subject,
        String headerId,
        long campaignId,
        long groupId,
        Optional<Long> vsender,
        byte[] content,
        boolean passedOn,
        Instant at,
        List<AcceptedRecipient> to) {
    /** One that goes out signed, and as its ISP wants it. */
    public AcceptedMessage(
            long id,
            AccountId account,
            String source,
            String submitter,
            String envelopeFrom,
            String headerFrom,
            String subject,
            String headerId,
            long campaignId,
            long groupId,
            Optional<Long> vsender,
            byte[] content,
            Instant at,
            List<AcceptedRecipient> to) {
        this(
                id,
                account,
                source,
                submitter,
                envelopeFrom,
                headerFrom,
                subject,
                headerId,
                campaignId,
                groupId,
                vsender,
                content,
                false,
                at,
                to);
    }

    public AcceptedMessage {
        to = List.copyOf(to);
        if (to.isEmpty()) {
            throw new IllegalArgumentException("a message to nobody");
        }
    }
}
