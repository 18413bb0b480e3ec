package io.mailyard.search;

import io.mailyard.base.AccountId;
import io.mailyard.base.TraceId;
import io.mailyard.messages.RecipientStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Conditions of a search for messages; all of them must be true of a message.
 *
 * @param headerId the Message-ID, without its angle brackets
 * @param trace of the call by which it came
 * @param to a recipient's address, in whatever case
 * @param sender of a recipient, as are {@code isp} and {@code status}: all of the same one
 * @param only the accounts visible to the caller; empty: all
 */
record MessageQuery(
        Optional<Long> id,
        Optional<String> headerId,
        Optional<TraceId> trace,
        Optional<String> to,
        SearchTerms subject,
        SearchTerms answer,
        Optional<AccountId> account,
        Optional<Long> sender,
        Optional<String> isp,
        Optional<RecipientStatus> status,
        Optional<Instant> since,
        Optional<Instant> until,
        Set<AccountId> only) {

    boolean isExact() {
        return id.isPresent() || headerId.isPresent() || trace.isPresent() || to.isPresent();
    }

    boolean asksRecipients() {
        return to.isPresent() || sender.isPresent() || isp.isPresent() || status.isPresent();
    }

    /** The words that the index must have of the message. */
    SearchTerms terms() {
        SearchTerms terms = subject;
        if (headerId.isPresent()) {
            terms = terms.and(IndexWords.headerId(headerId.get()));
        }
        if (trace.isPresent()) {
            terms = terms.and(IndexWords.trace(trace.get()));
        }
        return to.isPresent() ? terms.and(IndexWords.recipient(to.get())) : terms;
    }

    /** These words in messages of the account, where there is one. */
    SearchTerms ofAccount(SearchTerms terms) {
        return account.map(id -> terms.and(IndexWords.account(id))).orElse(terms);
    }
}
