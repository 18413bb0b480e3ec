package io.mailyard.routing;

import io.mailyard.db.Tx;
import io.mailyard.senders.SenderId;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** What another room knows that keeps senders from sending. */
public interface SenderAvailability {
    /** None at all, and no node that runs. */
    SenderAvailability NONE =
            new SenderAvailability() {
                @Override
                public List<Hold> holds(Tx tx, Collection<SenderId> senders) {
                    return List.of();
                }

                @Override
                public TransientState passing(Tx tx) {
                    return new TransientState(Set.of(), Set.of());
                }
            };

    /**
     * The holds of some senders. Whoever makes or ends one says so by {@link RoutingVersion#moved}.
     */
    List<Hold> holds(Tx tx, Collection<SenderId> senders);

    /** What comes and goes by itself. */
    TransientState passing(Tx tx);

    /**
     * Mail of a sender stands.
     *
     * @param account of which account; empty: of all; likewise {@code campaign} and {@code isp}
     */
    record Hold(SenderId sender, OptionalLong account, OptionalLong campaign, String isp) {
        boolean covers(Destination to) {
            return (campaign.isEmpty() || campaign.getAsLong() == to.campaign())
                    && (isp.isEmpty() || isp.equals(to.isp()));
        }
    }

    /**
     * A sender makes no attempts to an ISP for a while.
     *
     * @param domain empty where the ISP is not {@code other}
     */
    record Lock(SenderId sender, String isp, String domain) {}

    /**
     * What comes and goes by itself.
     *
     * @param locks that last
     * @param running the nodes whose MTA takes attempts
     */
    record TransientState(Set<Lock> locks, Set<Long> running) {
        /** Keeps its own copies. */
        public TransientState {
            locks = Set.copyOf(locks);
            running = Set.copyOf(running);
        }
    }
}
