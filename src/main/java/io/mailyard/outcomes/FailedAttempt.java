package io.mailyard.outcomes;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;

/**
 * An attempt that did not deliver, or an end without one.
 *
 * @param kind the event: {@code sbounce}, {@code hbounce} or {@code undeliv}
 * @param answer the host's words, or our own
 * @param bounceClass class that was applied to the answer; empty: unknown
 * @param patternId bounce pattern that decided; 0: none did
 */
public record FailedAttempt(
        AccountId account,
        long message,
        String kind,
        String answer,
        String bounceClass,
        long patternId) {

    /** Listens for failed attempts. */
    @FunctionalInterface
    public interface FailedAttemptListener {
        /** Called in the transaction that records the attempt. */
        void failed(Tx tx, FailedAttempt attempt);
    }
}
