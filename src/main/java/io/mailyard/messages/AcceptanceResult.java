package io.mailyard.messages;

import io.mailyard.routing.RoutingDecision;
import io.mailyard.senders.SenderId;
import java.util.List;
import java.util.OptionalLong;

/** Result of a {@link Submission}. */
public sealed interface AcceptanceResult {
    /**
     * Accepted and durable.
     *
     * @param messageId id of the message
     * @param recipients number of distinct recipients
     * @param routing how each of them goes, in the order given
     * @param suppressed recipients whose addresses are suppressed
     * @param remaining how many more recipients the tariff allows
     */
    record MessageAccepted(
            long messageId,
            int recipients,
            RoutingSummary routing,
            List<String> suppressed,
            RemainingLimits remaining)
            implements AcceptanceResult {}

    /** Recipients that the tariff still allows in each current period; empty if unlimited. */
    record RemainingLimits(OptionalLong month, OptionalLong day, OptionalLong hour) {
        public static final RemainingLimits UNLIMITED =
                new RemainingLimits(
                        OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    /**
     * Routing of a message.
     *
     * @param virtualSender virtual sender that chose the senders; 0 if none
     * @param senders the distinct senders
     * @param suspended number of recipients suspended because no sender can send now
     */
    record RoutingSummary(long virtualSender, List<SenderId> senders, int suspended) {
        /** Copies the senders. */
        public RoutingSummary {
            senders = List.copyOf(senders);
        }

        static RoutingSummary of(long virtualSender, List<RoutingDecision> routes) {
            List<SenderId> senders =
                    routes.stream()
                            .flatMap(decision -> decision.sender().stream())
                            .distinct()
                            .toList();
            long standing = routes.stream().filter(decision -> decision.sender().isEmpty()).count();
            return new RoutingSummary(virtualSender, senders, (int) standing);
        }
    }

    /** Refused; nothing was stored. */
    record MessageRefused(RefusalReason reason, String text) implements AcceptanceResult {}

    /** Reason of a refusal. */
    enum RefusalReason {
        /** The account is frozen; temporary. */
        FROZEN,
        /** The account is inactive. */
        INACTIVE,
        /** The account is deleted or purged. */
        DELETED,
        /** The monthly limit of the tariff is reached. */
        LIMIT_REACHED,
        /** The daily or hourly limit of the tariff is reached, or its burst; temporary. */
        TOO_FAST,
        /** The platform is stopped and accepts no mail; temporary. */
        PLATFORM_STOPPED,
        /** No recipients. */
        NO_RECIPIENTS,
        /** The named virtual sender does not belong to the account. */
        NO_VIRTUAL_SENDER,
        /** The account may not write as a domain that the message names. */
        DOMAIN
    }
}
