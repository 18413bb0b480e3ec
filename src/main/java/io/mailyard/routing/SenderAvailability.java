package io.mailyard.routing;

import io.mailyard.db.Tx;
import io.mailyard.senders.SenderId;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** The reasons of another package that keep senders from sending. */
public interface SenderAvailability {
    /** Nothing known, and no active node. */
    SenderAvailability NONE =
            new SenderAvailability() {
                @Override
                public List<SenderHold> holds(Tx tx, Collection<SenderId> senders) {
                    return List.of();
                }

                @Override
                public TransientState transientState(Tx tx) {
                    return new TransientState(Set.of(), Set.of());
                }
            };

    /** Holds of senders. Whoever creates or ends one calls {@link RoutingVersion#advance}. */
    List<SenderHold> holds(Tx tx, Collection<SenderId> senders);

    /** Transient state. */
    TransientState transientState(Tx tx);

    /**
     * A hold on a sender's mail.
     *
     * @param account its account; empty for all, as for {@code campaign} and {@code isp}
     */
    record SenderHold(SenderId sender, OptionalLong account, OptionalLong campaign, String isp) {
        boolean covers(Destination destination) {
            return (campaign.isEmpty() || campaign.getAsLong() == destination.campaign())
                    && (isp.isEmpty() || isp.equals(destination.isp()));
        }
    }

    /**
     * A lock rule's suspension of a sender's attempts to an ISP.
     *
     * @param domain empty if the ISP is not {@code other}
     */
    record DestinationLock(SenderId sender, String isp, String domain) {}

    /**
     * Transient state.
     *
     * @param locks current locks
     * @param running nodes whose MTA makes attempts
     */
    record TransientState(Set<DestinationLock> locks, Set<Long> running) {
        /** Copies the sets. */
        public TransientState {
            locks = Set.copyOf(locks);
            running = Set.copyOf(running);
        }
    }
}
