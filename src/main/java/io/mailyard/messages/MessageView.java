package io.mailyard.messages;

import io.mailyard.base.AccountId;
import io.mailyard.base.TraceId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An accepted message with the states of its recipients.
 *
 * @param trace of the call by which it came; may be none
 * @param counts recipients by state, without states that have none
 */
record MessageView(
        long id,
        AccountId account,
        String source,
        String submitter,
        String envelopeFrom,
        String headerFrom,
        String subject,
        String headerId,
        long campaign,
        long group,
        Optional<Long> virtualSender,
        long size,
        long recipients,
        Instant acceptedAt,
        TraceId trace,
        Map<RecipientStatus, Long> counts) {
    MessageView with(Map<RecipientStatus, Long> counted) {
        return new MessageView(
                id,
                account,
                source,
                submitter,
                envelopeFrom,
                headerFrom,
                subject,
                headerId,
                campaign,
                group,
                virtualSender,
                size,
                recipients,
                acceptedAt,
                trace,
                counted);
    }
}
