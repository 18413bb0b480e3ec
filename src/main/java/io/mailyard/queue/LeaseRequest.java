package io.mailyard.queue;

import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.LeaseCapacity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A node asks for mail. Answered when the group's other writes are all in: so what they took in can
 * be given at once, and nothing that they stopped is.
 */
final class LeaseRequest {
    private final NodeSessions.Session session;
    private final LeaseCapacity wants;
    private final List<Long> senders;
    private final SenderDirectory facts;
    private final Instant now;
    private Optional<List<DeliveryTask>> answer = Optional.empty();

    /**
     * @param senders those that have an address on the node
     * @param facts tells which keys sign their mail
     */
    LeaseRequest(
            NodeSessions.Session session,
            LeaseCapacity wants,
            List<Long> senders,
            SenderDirectory facts,
            Instant now) {
        this.session = session;
        this.wants = wants;
        this.senders = senders;
        this.facts = facts;
        this.now = now;
    }

    NodeSessions.Session session() {
        return session;
    }

    LeaseCapacity wants() {
        return wants;
    }

    List<Long> senders() {
        return senders;
    }

    SenderDirectory facts() {
        return facts;
    }

    Instant now() {
        return now;
    }

    void answer(List<DeliveryTask> parcels) {
        answer = Optional.of(parcels);
    }

    /** The session has ended. */
    void refuse() {
        answer = Optional.empty();
    }

    /** Empty where the session has ended. */
    Optional<List<DeliveryTask>> answer() {
        return answer;
    }
}
