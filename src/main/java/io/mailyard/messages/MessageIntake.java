package io.mailyard.messages;

import io.mailyard.base.AccountId;
import java.util.Optional;

/** Accepts messages. */
@FunctionalInterface
public interface MessageIntake {
    /**
     * Accepts a message or returns the reason of the refusal; durable on return. If it throws,
     * nothing is known to be stored: {@link io.mailyard.base.Retryable} for temporary causes.
     */
    AcceptanceResult accept(Submission submission);

    /**
     * Why an account must not use an envelope sender; empty if it may, as far as known before the
     * message.
     */
    default Optional<String> refusedSender(AccountId account, String address) {
        return Optional.empty();
    }

    /** Whether no mail of any account is accepted now. */
    default boolean isUnavailable() {
        return false;
    }
}
