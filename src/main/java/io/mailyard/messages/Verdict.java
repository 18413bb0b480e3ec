package io.mailyard.messages;

import io.mailyard.senders.SenderId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What came of a {@link Submission}. */
public sealed interface Verdict {
    /**
     * It is durable.
     *
     * @param messageId its number
     * @param recipients how many it goes to, each once
     * @param sender by which it goes; empty: it stands until a sender serves the account
     * @param suppressed those of them that are not written to
     * @param left how many more recipients the tariff allows this month; empty: no limit
     */
    record Accepted(
            long messageId,
            int recipients,
            Optional<SenderId> sender,
            List<String> suppressed,
            OptionalLong left)
            implements Verdict {}

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
