package io.mailyard.lanes;

import io.mailyard.base.AccountId;
import io.mailyard.base.CallTrace;
import io.mailyard.base.TraceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An accepted message as it enters the queue.
 *
 * @param id from {@code queue.Queue.nextMessageId}
 * @param source {@code smtp}, {@code http} or {@code dsn}
 * @param submitter who submitted it, for the record
 * @param envelopeFrom the reverse path; empty for a bounce
 * @param headerFrom address of the From field; used in message lists, as are {@code subject} and
 *     {@code headerId}
 * @param campaignId 0 for a single message
 * @param groupId 0 if none
 * @param vsender the virtual sender that chose the senders
 * @param content an RFC 5322 message with CRLF line ends
 * @param passedOn whether it is sent unchanged, with the signatures it came with
 * @param recipients at least one
 * @param trace of the call by which it came, or of the message that it is about; may be none
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
        Instant acceptedAt,
        List<AcceptedRecipient> recipients,
        TraceId trace) {
    /** A message of the call that is being answered. */
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
            boolean passedOn,
            Instant acceptedAt,
            List<AcceptedRecipient> recipients) {
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
                passedOn,
                acceptedAt,
                recipients,
                CallTrace.current().id());
    }

    /** A message of the call that is being answered, signed and adapted to its ISP. */
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
            Instant acceptedAt,
            List<AcceptedRecipient> recipients) {
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
                acceptedAt,
                recipients);
    }

    /** Value of {@code source} of a message about undelivered mail. */
    public static final String DSN = "dsn";

    /** Whether it says that mail was not delivered; the tariff does not count it. */
    public boolean isDsn() {
        return source.equals(DSN);
    }

    public AcceptedMessage {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("a message needs a recipient");
        }
    }
}
