package io.mailyard.queue;

import io.mailyard.accounts.AccountStateListener.Transition;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A change that a write leaves to the {@link QueueStage}. */
sealed interface StagedChange {
    /**
     * A message with its rows of {@code recipients}.
     *
     * @param open whether any of them must be attempted
     */
    record NewMail(AcceptedMessage mail, List<@Nullable Object[]> rows, boolean open)
            implements StagedChange {}

    /**
     * Changes of a lane's counters, and the earliest times of added mail in real time; {@link
     * Lanes#NEVER} if nothing is added.
     */
    record LaneStep(
            long lane,
            long fresh,
            long retry,
            long proc,
            long dueAt,
            long expiresAt,
            long acceptedAt)
            implements StagedChange {
        /** A step for a recipient that leaves the lane. */
        static LaneStep leaving(long lane, RecipientState from) {
            return new LaneStep(
                    lane,
                    from == RecipientState.NEW ? -1 : 0,
                    from == RecipientState.RETRY ? -1 : 0,
                    from == RecipientState.PROC ? -1 : 0,
                    Lanes.NEVER,
                    Lanes.NEVER,
                    0);
        }

        LaneStep plus(LaneStep other) {
            return new LaneStep(
                    lane,
                    fresh + other.fresh,
                    retry + other.retry,
                    proc + other.proc,
                    Math.min(dueAt, other.dueAt),
                    Math.min(expiresAt, other.expiresAt),
                    Math.max(acceptedAt, other.acceptedAt));
        }
    }

    /** Changes of an account's ledger. */
    record LedgerStep(
            long account, long accepted, long delivered, long bounced, long expired, long purged)
            implements StagedChange {
        /** A step for one finished recipient. */
        static LedgerStep ended(long account, RecipientState as) {
            return new LedgerStep(
                    account,
                    0,
                    as == RecipientState.DELIVERED ? 1 : 0,
                    as == RecipientState.BOUNCED ? 1 : 0,
                    as == RecipientState.EXPIRED ? 1 : 0,
                    as == RecipientState.PURGED ? 1 : 0);
        }

        LedgerStep plus(LedgerStep other) {
            return new LedgerStep(
                    account,
                    accepted + other.accepted,
                    delivered + other.delivered,
                    bounced + other.bounced,
                    expired + other.expired,
                    purged + other.purged);
        }
    }

    /** The state of an account changed. */
    record AccountStateChange(long account, Transition transition, Instant now)
            implements StagedChange {}

    /** A reason to suspend these lanes began or ended. */
    record UpdateSuspension(QueueScope scope, Instant now) implements StagedChange {}

    /** Purges all queued mail of the scope. */
    record PurgeScope(QueueScope scope) implements StagedChange {}

    /** Renews a session. */
    record SessionSeen(long session, Instant now) implements StagedChange {}

    /** Answers a node's request for mail. */
    record LeaseMail(LeaseRequest request) implements StagedChange {}

    /** Removes lanes that are probably unused. */
    record RemoveLanes(List<Long> lanes, Instant before) implements StagedChange {}
}
