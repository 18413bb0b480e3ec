package io.mailyard.queue;

import io.mailyard.delivery.Parcel;
import io.mailyard.delivery.Wants;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A node asks for mail. Answered when the group's other writes are all in: so what they took in can
 * be given at once, and nothing that they stopped is.
 */
final class LeaseRequest {
    private final Sessions.Session session;
    private final Wants wants;
    private final List<Long> senders;
    private final SenderFacts facts;
    private final Instant now;
    private Optional<List<Parcel>> answer = Optional.empty();

    /**
     * @param senders those that have an address on the node
     * @param facts tells which keys sign their mail
     */
    LeaseRequest(
            Sessions.Session session,
            Wants wants,
            List<Long> senders,
            SenderFacts facts,
            Instant now) {
        this.session = session;
        this.wants = wants;
        this.senders = senders;
        this.facts = facts;
        this.now = now;
    }

    Sessions.Session session() {
        return session;
    }

    Wants wants() {
        return wants;
    }

    List<Long> senders() {
        return senders;
    }

    SenderFacts facts() {
        return facts;
    }

    Instant now() {
        return now;
    }

    void answer(List<Parcel> parcels) {
        answer = Optional.of(parcels);
    }

    /** The session has ended. */
    void refuse() {
        answer = Optional.empty();
    }

    /** Empty where the session has ended. */
    Optional<List<Parcel>> answer() {
        return answer;
    }
}
