package io.mailyard.messages;

import io.mailyard.base.AccountId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which messages a list shows; an empty one of these lets all pass. {@code sender}, {@code state}
 * and {@code to} ask that one recipient fits all of them.
 *
 * @param to in the form that recipients are kept in
 * @param only the accounts that the caller may see; empty: all
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
