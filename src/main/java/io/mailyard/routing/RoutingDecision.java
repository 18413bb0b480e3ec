package io.mailyard.routing;

import io.mailyard.senders.SenderId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Routing of one recipient, as stored with it.
 *
 * @param vsender the deciding virtual sender; 0 if none
 * @param sender the selected sender; empty if none can send
 * @param routing id of the stored routing data; empty without a virtual sender
 * @param rule index of the rule
 * @param share index of the sender in the rule; empty if none can send
 * @param namedSenders senders of the rule if none of them can send, else empty
 */
public record RoutingDecision(
        long vsender,
        Optional<SenderId> sender,
        OptionalLong routing,
        int rule,
        OptionalInt share,
        List<SenderId> namedSenders) {
    /** Copies the senders. */
    public RoutingDecision {
        namedSenders = List.copyOf(namedSenders);
    }

    /** A decision with a sender, or without known senders of the rule. */
    public RoutingDecision(
            long vsender,
            Optional<SenderId> sender,
            OptionalLong routing,
            int rule,
            OptionalInt share) {
        this(vsender, sender, routing, rule, share, List.of());
    }

    /** A decision without a virtual sender. */
    public static RoutingDecision direct(Optional<SenderId> sender) {
        return new RoutingDecision(0, sender, OptionalLong.empty(), 0, OptionalInt.empty());
    }
}
