package io.mailyard.messages;

import io.mailyard.base.AccountId;
import io.mailyard.base.AnsweredBy;
import io.mailyard.events.AttemptRecord;
import java.time.Instant;
import java.util.Optional;

/**
 * A recipient of a message with the state of its mail.
 *
 * @param sender its sender; 0 if none serves the account
 * @param state see {@link RecipientStatus}
 * @param attempts number of attempts
 * @param nextAttempt when it is due, while its clock is running
 * @param kind event of its end; empty before
 * @param suspendedSince start of the suspension
 * @param suspendedBy cause of the suspension, also for mail waiting for a lock; empty if none
 * @param details details of its last attempt
 */
record RecipientView(
        long id,
        AccountId account,
        String address,
        String isp,
        long sender,
        RecipientStatus state,
        long attempts,
        Optional<Instant> nextAttempt,
        String kind,
        Optional<Instant> endedAt,
        String ip,
        String host,
        String answer,
        AnsweredBy answeredBy,
        Optional<Instant> suspendedSince,
        String suspendedBy,
        AttemptRecord details) {}
