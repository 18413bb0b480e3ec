package io.mailyard.messages;

import io.mailyard.base.AccountId;
import java.util.Optional;

/** Takes messages in. */
@FunctionalInterface
public interface MessageIntake {
    /**
     * Accepts a message or says why not; durable on return. What it throws means that nothing is
     * known to be kept: {@link io.mailyard.base.Retryable} where it passes by itself.
     */
    AcceptanceResult accept(Submission submission);

    /**
     * Why an account may not have that envelope sender; empty where it may, as far as is known
     * before the message.
     */
    default Optional<String> refusedSender(AccountId account, String address) {
        return Optional.empty();
    }

    /** Whether it takes nothing of anybody now. */
    default boolean isClosed() {
        return false;
    }
}
