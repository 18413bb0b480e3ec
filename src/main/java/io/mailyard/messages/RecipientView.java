package io.mailyard.messages;

import io.mailyard.base.AccountId;
import io.mailyard.base.AnsweredBy;
import java.time.Instant;
import java.util.Optional;

/**
 * A recipient of a message, and where its mail stands.
 *
 * @param sender by which it goes; 0: none serves the account
 * @param state see {@link RecipientStatus}
 * @param attempts how many were made
 * @param nextAttempt when it is due, as far as the clock runs
 * @param kind the event of its end; empty before
 * @param standsSince since when nothing is begun
 * @param standsFor why; also of what waits for a lock; empty where nothing keeps it
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
        Optional<Instant> standsSince,
        String standsFor) {}
