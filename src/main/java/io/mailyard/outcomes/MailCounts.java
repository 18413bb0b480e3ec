package io.mailyard.outcomes;

import java.util.concurrent.atomic.LongAdder;

/**
 * Recipients that this process accepted or received reports for since its start, counted after the
 * commit. The sum over all processes is the platform's.
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

    public MailCounts() {}

    /** Counts of one write, added after its commit. */
    public static final class BatchCounts {
        public long accepted;
        public long attempts;
        public long delivered;
        public long deferred;
        public long bouncedHard;
        public long bounced;
        public long expired;
    }

    /** Adds the counts of a write once it is committed; for any thread. */
    public void add(BatchCounts part) {
        accepted.add(part.accepted);
        attempts.add(part.attempts);
        delivered.add(part.delivered);
        deferred.add(part.deferred);
        bouncedHard.add(part.bouncedHard);
        bounced.add(part.bounced);
        expired.add(part.expired);
    }

    /** Adds recipients whose lease ran out. */
    public void leasesLost(int many) {
        leasesLost.add(many);
    }

    /** Recipients accepted by this process since it started. */
    public long accepted() {
        return accepted.sum();
    }

    /** Attempts that ended, with or without a reply. */
    public long attempts() {
        return attempts.sum();
    }

    /** Recipients delivered, as this process learned since it started. */
    public long delivered() {
        return delivered.sum();
    }

    /** Deferred recipients. */
    public long deferred() {
        return deferred.sum();
    }

    /** Hard bounces: mailboxes that do not exist. */
    public long bouncedHard() {
        return bouncedHard.sum();
    }

    /** Other bounces. */
    public long bounced() {
        return bounced.sum();
    }

    /** Expired recipients: retries or lifetime used up. */
    public long expired() {
        return expired.sum();
    }

    /** Sessions that timed out; their leased mail returned to the queue. */
    public long leasesLost() {
        return leasesLost.sum();
    }
}
