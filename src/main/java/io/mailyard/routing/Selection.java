package io.mailyard.routing;

import io.mailyard.senders.SenderId;
import java.util.Map;

/** Which sender a message goes by, or why by none. */
public sealed interface Selection {
    /**
     * A sender.
     *
     * @param rule index of the matching rule; earlier rules did not match
     * @param share the sender's share, with what it overrides
     * @param draw the drawn number, from 0 to below the sum of the percentages
     * @param redrawn whether the first draw selected an unavailable sender
     * @param leftOut unavailable senders of the rule, with reasons
     */
    record Chosen(
            int rule,
            Share share,
            int draw,
            boolean redrawn,
            Map<SenderId, UnavailableReason> leftOut)
            implements Selection {
        /** Copies the map. */
        public Chosen {
            leftOut = Map.copyOf(leftOut);
        }
    }

    /**
     * A rule matched, but none of its senders can send.
     *
     * @param rule index of the matching rule; earlier rules did not match
     * @param leftOut unavailable senders of the rule, with reasons
     */
    record NoneAble(int rule, Map<SenderId, UnavailableReason> leftOut) implements Selection {
        /** Copies the map. */
        public NoneAble {
            leftOut = Map.copyOf(leftOut);
        }
    }

    /** No rule matches the message. */
    record NoRule() implements Selection {}

    /** Reason why a sender cannot send now. */
    enum UnavailableReason {
        /** It is deleted. */
        DELETED,
        /** It is held. */
        HELD,
        /** It is locked for the recipient's ISP. */
        LOCKED,
        /** It is not assigned to the account. */
        UNASSIGNED,
        /** It has no source address. */
        WITHOUT_IPS,
        /** None of its nodes makes attempts. */
        STOPPED,
        /** The rule's override uses a domain that the account may not use. */
        DOMAIN,
        /** The day of its warmup has no capacity left for the recipient's ISP. */
        WARMING
    }
}
