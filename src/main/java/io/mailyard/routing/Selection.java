package io.mailyard.routing;

import io.mailyard.senders.SenderId;
import java.util.Map;

/** Which sender a message goes by, or why by none. */
public sealed interface Selection {
    /**
     * A sender.
     *
     * @param rule the place of the rule that matched, from 0; those before it did not
     * @param share the sender's share, with what it overrides
     * @param draw the number by which it was drawn, 0 up to the percents drawn over
     * @param redrawn whether the first draw fell on a sender that cannot send
     * @param leftOut the rule's senders that cannot send, and why
     */
    record Chosen(
            int rule,
            Share share,
            int draw,
            boolean redrawn,
            Map<SenderId, UnavailableReason> leftOut)
            implements Selection {
        /** Keeps its own copy. */
        public Chosen {
            leftOut = Map.copyOf(leftOut);
        }
    }

    /**
     * A rule matched, and none of its senders can send.
     *
     * @param rule the place of the rule, from 0
     * @param leftOut its senders, and why each cannot
     */
    record NoneAble(int rule, Map<SenderId, UnavailableReason> leftOut) implements Selection {
        /** Keeps its own copy. */
        public NoneAble {
            leftOut = Map.copyOf(leftOut);
        }
    }

    /** No rule is for such a message. */
    record NoRule() implements Selection {}

    /** Why a sender cannot send now. */
    enum UnavailableReason {
        /** It is deleted. */
        DELETED,
        /** It is held. */
        HELD,
        /** It is locked for the recipient's ISP. */
        LOCKED,
        /** It is not assigned to the account. */
        UNASSIGNED,
        /** It has no address to send from. */
        WITHOUT_IPS,
        /** None of the nodes that it has addresses on takes attempts. */
        STOPPED,
        /** Its rule's override writes as a domain that the account may not write as. */
        DOMAIN,
        /** The day of its ramp is full for the recipient's ISP. */
        WARMING
    }
}
