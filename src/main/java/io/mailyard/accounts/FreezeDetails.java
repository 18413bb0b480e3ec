package io.mailyard.accounts;

import java.time.Instant;
import java.util.Optional;

/**
 * That an account is frozen, and what its users are told.
 *
 * @param since when it began
 * @param until when it ends by itself; empty: when someone lifts it
 */
public record FreezeDetails(
        Optional<String> paymentUrl,
        Optional<String> reason,
        Instant since,
        Optional<Instant> until) {
    /** Whether the notice is the same; when it began aside. */
    boolean sameNotice(FreezeDetails other) {
        return paymentUrl.equals(other.paymentUrl)
                && reason.equals(other.reason)
                && until.equals(other.until);
    }
}
