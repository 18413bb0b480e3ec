package io.mailyard.messages;

import io.mailyard.routing.RoutingDecision;
import io.mailyard.senders.SenderId;
import java.util.List;
import java.util.OptionalLong;

/** What came of a {@link Submission}. */
public sealed interface AcceptanceResult {
    /**
     * It is durable.
     *
     * @param messageId its number
     * @param recipients how many it goes to, each once
     * @param routes how each of them goes, in the order given
     * @param suppressed those of them that are not written to
     * @param left how many more recipients the tariff allows
     */
    record Accepted(
            long messageId, int recipients, Routing routes, List<String> suppressed, Left left)
            implements AcceptanceResult {}

    /** How many more recipients a tariff allows in the present periods; empty: no limit. */
    record Left(OptionalLong month, OptionalLong day, OptionalLong hour) {
        public static final Left UNLIMITED =
                new Left(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    /**
     * By what a message goes.
     *
     * @param virtualSender by which its senders were chosen; 0: the account has none
     * @param senders the senders, each once
     * @param standing how many recipients stand, since no sender can send for them now
     */
    record Routing(long virtualSender, List<SenderId> senders, int standing) {
        /** Keeps its own copy. */
        public Routing {
            senders = List.copyOf(senders);
        }

        static Routing of(long virtualSender, List<RoutingDecision> routes) {
            List<SenderId> senders =
                    routes.stream().flatMap(one -> one.sender().stream()).distinct().toList();
            long standing = routes.stream().filter(one -> one.sender().isEmpty()).count();
            return new Routing(virtualSender, senders, (int) standing);
        }
    }

    /** Nothing of it was kept. */
    record Refused(Reason reason, String text) implements AcceptanceResult {}

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
        /** The tariff's limit of the day or the hour is reached, or its burst: later. */
        TOO_FAST,
        /** The whole platform is stopped, and takes nothing meanwhile: later. */
        PLATFORM_STOPPED,
        /** There is nobody to send it to. */
        NO_RECIPIENTS,
        /** The virtual sender that it names is none of the account's. */
        NO_VIRTUAL_SENDER,
        /** The account may not write as a domain that the message names. */
        DOMAIN
    }
}
