package io.mailyard.messages;

import io.mailyard.base.AccountId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Filter of a message list; an empty value matches all. {@code sender}, {@code state} and {@code
 * to} must match the same recipient.
 *
 * @param to in the stored form of recipients
 * @param only accounts visible to the caller; empty for all
 */
record MessageFilter(
        Optional<AccountId> account,
        Optional<Long> sender,
        Optional<Long> campaign,
        Optional<RecipientStatus> state,
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<String> to,
        Set<AccountId> only) {
    boolean asksRecipients() {
        return sender.isPresent() || state.isPresent() || to.isPresent();
    }
}
