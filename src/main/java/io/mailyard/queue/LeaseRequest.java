package io.mailyard.queue;

import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.LeaseCapacity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A node's request for mail. Answered after all other writes of the group, so that newly accepted
 * mail can be leased at once and newly stopped mail cannot.
 */
final class LeaseRequest {
    private final NodeSessions.Session session;
    private final LeaseCapacity capacity;
    private final List<Long> senders;
    private final SenderDirectory senderDirectory;
    private final Instant now;
    private Optional<List<DeliveryTask>> answer = Optional.empty();

    /**
     * @param senders senders with an address on the node
     * @param facts provides the keys that sign the mail
     */
    LeaseRequest(
            NodeSessions.Session session,
            LeaseCapacity capacity,
            List<Long> senders,
            SenderDirectory facts,
            Instant now) {
        this.session = session;
        this.capacity = capacity;
        this.senders = senders;
        this.senderDirectory = facts;
        this.now = now;
    }

    NodeSessions.Session session() {
        return session;
    }

    LeaseCapacity capacity() {
        return capacity;
    }

    List<Long> senders() {
        return senders;
    }

    SenderDirectory senderDirectory() {
        return senderDirectory;
    }

    Instant now() {
        return now;
    }

    void answer(List<DeliveryTask> tasks) {
        answer = Optional.of(tasks);
    }

    /** Refuses the request because the session has ended. */
    void refuse() {
        answer = Optional.empty();
    }

    /** The answer; empty if the session has ended. */
    Optional<List<DeliveryTask>> answer() {
        return answer;
    }
}
