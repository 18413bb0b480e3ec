package io.mailyard.routing;

import io.mailyard.senders.SenderId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How one recipient's mail goes, as it is kept with it.
 *
 * @param vsender the virtual sender that decides; 0: none
 * @param sender by which it goes; empty: none can send
 * @param routing what it was routed by: the number of what is kept of it; empty: by no virtual
 *     sender
 * @param rule the place of the rule, from 0
 * @param share the place of the sender in the rule, from 0; empty: none can send
 * @param named the senders of the rule, where none of them can send; else empty
 */
public record RoutingDecision(
        long vsender,
        Optional<SenderId> sender,
        OptionalLong routing,
        int rule,
        OptionalInt share,
        List<SenderId> named) {
    /** Keeps its own copy. */
    public RoutingDecision {
        named = List.copyOf(named);
    }

    /** One that a sender takes, or of which the senders that were named are not known. */
    public RoutingDecision(
            long vsender,
            Optional<SenderId> sender,
            OptionalLong routing,
            int rule,
            OptionalInt share) {
        this(vsender, sender, routing, rule, share, List.of());
    }

    /** By no virtual sender. */
    public static RoutingDecision plainly(Optional<SenderId> sender) {
        return new RoutingDecision(0, sender, OptionalLong.empty(), 0, OptionalInt.empty());
    }
}
