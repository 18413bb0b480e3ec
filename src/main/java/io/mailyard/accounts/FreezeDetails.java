package io.mailyard.accounts;

import java.time.Instant;
import java.util.Optional;

/**
 * The freeze of an account, with the notice for its users.
 *
 * @param since when it began
 * @param until when it ends by itself; empty: when someone ends it
 */
public record FreezeDetails(
        Optional<String> paymentUrl,
        Optional<String> reason,
        Instant since,
        Optional<Instant> until) {
    /** Whether the notice is the same, regardless of when it began. */
    boolean sameNotice(FreezeDetails other) {
        return paymentUrl.equals(other.paymentUrl)
                && reason.equals(other.reason)
                && until.equals(other.until);
    }
}
