package io.mailyard.lanes;

import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.LeaseCapacity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A node's request for mail. Answered after all other writes of the group, so that newly accepted
 * mail can be leased at once and newly stopped mail cannot.
 */
public final class LeaseRequest {
    private final EngineSession session;
    private final LeaseCapacity capacity;
    private final List<Long> senders;
    private final Instant now;
    private Optional<List<DeliveryTask>> answer = Optional.empty();
    private boolean overtaken;

    /**
     * @param senders senders with an address on the node
     */
    public LeaseRequest(
            EngineSession session, LeaseCapacity capacity, List<Long> senders, Instant now) {
        this.session = session;
        this.capacity = capacity;
        this.senders = senders;
        this.now = now;
    }

    /** Session of the node that asks; it may have ended by the time of the answer. */
    public EngineSession session() {
        return session;
    }

    /** Free room on the node when it asked, in all, by destination and by account. */
    public LeaseCapacity capacity() {
        return capacity;
    }

    /** Ids of the senders with an address on the node; mail of others cannot be leased to it. */
    public List<Long> senders() {
        return senders;
    }

    /** Time of the request, before it waited for its group: what is due later is not leased. */
    public Instant now() {
        return now;
    }

    /** Number of the request; 0 if it has none. */
    public long number() {
        return capacity.number().number();
    }

    /** Sets the leased tasks, possibly none, in place of an earlier answer. */
    public void answer(List<DeliveryTask> tasks) {
        answer = Optional.of(tasks);
        overtaken = false;
    }

    /** Refuses the request because a later one of the session was answered before. */
    public void overtake() {
        answer = Optional.of(List.of());
        overtaken = true;
    }

    /** Whether a later request of the session was answered before. */
    public boolean isOvertaken() {
        return overtaken;
    }

    /** Refuses the request because the session has ended. */
    public void refuse() {
        answer = Optional.empty();
        overtaken = false;
    }

    /** The answer; empty if the session has ended. */
    public Optional<List<DeliveryTask>> answer() {
        return answer;
    }
}
