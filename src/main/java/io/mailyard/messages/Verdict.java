package io.mailyard.messages;

/** What came of a {@link Submission}. */
public sealed interface Verdict {
    /**
     * It is durable.
     *
     * @param messageId its number
     * @param recipients how many it goes to, each once
     */
    record Accepted(long messageId, int recipients) implements Verdict {}

    /** Nothing of it was kept. */
    record Refused(Reason reason, String text) implements Verdict {}

    /** Why a message is not taken. */
    enum Reason {
        /** The account is frozen: later. */
        FROZEN,
        /** The account is switched off. */
        INACTIVE,
        /** The account is deleted, or gone. */
        DELETED,
        /** The tariff's limit of the month is reached. */
        LIMIT_REACHED,
        /** There is nobody to send it to. */
        NO_RECIPIENTS
    }
}
