package io.mailyard.queue;

import java.util.concurrent.atomic.LongAdder;

/**
 * What this process has taken in and heard from nodes since its start, in recipients, once it was
 * durable. Over all processes of a platform the sum is the platform's.
 */
public final class MailCounts {
    private final LongAdder accepted = new LongAdder();
    private final LongAdder attempts = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder deferred = new LongAdder();
    private final LongAdder bouncedHard = new LongAdder();
    private final LongAdder bounced = new LongAdder();
    private final LongAdder expired = new LongAdder();
    private final LongAdder leasesLost = new LongAdder();

    MailCounts() {}

    /** One write's part of it, added when the write is durable. */
    static final class Part {
        long accepted;
        long attempts;
        long delivered;
        long deferred;
        long bouncedHard;
        long bounced;
        long expired;
    }

    void add(Part part) {
        accepted.add(part.accepted);
        attempts.add(part.attempts);
        delivered.add(part.delivered);
        deferred.add(part.deferred);
        bouncedHard.add(part.bouncedHard);
        bounced.add(part.bounced);
        expired.add(part.expired);
    }

    void leasesLost(int many) {
        leasesLost.add(many);
    }

    public long accepted() {
        return accepted.sum();
    }

    /** Attempts that came to an answer, or to nobody who gave one. */
    public long attempts() {
        return attempts.sum();
    }

    public long delivered() {
        return delivered.sum();
    }

    /** To be tried again. */
    public long deferred() {
        return deferred.sum();
    }

    /** Mailboxes that do not exist. */
    public long bouncedHard() {
        return bouncedHard.sum();
    }

    /** Refused for another reason. */
    public long bounced() {
        return bounced.sum();
    }

    /** Retries or the time were used up. */
    public long expired() {
        return expired.sum();
    }

    /** Engines that were not heard of in time: what they had leased went back. */
    public long leasesLost() {
        return leasesLost.sum();
    }
}
