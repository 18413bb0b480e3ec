package io.mailyard.queue;

import io.mailyard.accounts.AccountStateListener.Turn;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a write leaves to the {@link QueueStage}. */
sealed interface StagedChange {
    /**
     * A message with its rows of {@code recipients}.
     *
     * @param open whether any of them is to be attempted
     */
    record NewMail(AcceptedMessage mail, List<@Nullable Object[]> rows, boolean open)
            implements StagedChange {}

    /**
     * What a lane's counts move by, and the earliest times among what is added, in real time;
     * {@link Lanes#NEVER} where nothing is added.
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
        /** Recipients that leave: by how much each count shrinks. */
        static LaneStep less(long lane, RecipientState from) {
            return new LaneStep(
                    lane,
                    from == RecipientState.NEW ? -1 : 0,
                    from == RecipientState.RETRY ? -1 : 0,
                    from == RecipientState.PROC ? -1 : 0,
                    Lanes.NEVER,
                    Lanes.NEVER,
                    0);
        }

        LaneStep and(LaneStep other) {
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

    /** What an account's ledger grows by. */
    record LedgerStep(
            long account, long accepted, long delivered, long bounced, long expired, long purged)
            implements StagedChange {
        /** One recipient that ended. */
        static LedgerStep ended(long account, RecipientState as) {
            return new LedgerStep(
                    account,
                    0,
                    as == RecipientState.DELIVERED ? 1 : 0,
                    as == RecipientState.BOUNCED ? 1 : 0,
                    as == RecipientState.EXPIRED ? 1 : 0,
                    as == RecipientState.PURGED ? 1 : 0);
        }

        LedgerStep and(LedgerStep other) {
            return new LedgerStep(
                    account,
                    accepted + other.accepted,
                    delivered + other.delivered,
                    bounced + other.bounced,
                    expired + other.expired,
                    purged + other.purged);
        }
    }

    /** The state of an account was changed. */
    record AccountTurn(long account, Turn turn, Instant now) implements StagedChange {}

    /** A reason to stand began or ended for these lanes. */
    record Settle(QueueScope scope, Instant now) implements StagedChange {}

    /** All of this that is queued is purged. */
    record Purge(QueueScope scope) implements StagedChange {}

    /** A session was heard of. */
    record Seen(long session, Instant now) implements StagedChange {}

    /** A node asks for mail. */
    record Lease(LeaseRequest request) implements StagedChange {}

    /** Lanes that are likely to be of no use any more. */
    record Forget(List<Long> lanes, Instant before) implements StagedChange {}
}
