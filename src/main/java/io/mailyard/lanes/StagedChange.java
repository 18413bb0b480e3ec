package io.mailyard.lanes;

import io.mailyard.accounts.AccountStateListener.Transition;
import io.mailyard.statistics.StatisticsCounts;
import io.mailyard.statistics.StatisticsFigure;
import io.mailyard.statistics.StatisticsKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change that a write leaves to the end of its group, where {@code queue.QueueStage} applies it.
 */
public sealed interface StagedChange {
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
        public static LaneStep leaving(long lane, RecipientState from) {
            return new LaneStep(
                    lane,
                    from == RecipientState.NEW ? -1 : 0,
                    from == RecipientState.RETRY ? -1 : 0,
                    from == RecipientState.PROC ? -1 : 0,
                    Lanes.NEVER,
                    Lanes.NEVER,
                    0);
        }

        /**
         * Both steps as one, with the earlier of the due and expiry times. The lane is this one's:
         * {@code other} must be of the same.
         */
        public LaneStep plus(LaneStep other) {
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

    /**
     * Changes of an account's ledger and of its statistics, which therefore cannot differ.
     *
     * @param counts those of recipients are the ledger's
     */
    record LedgerStep(StatisticsKey key, StatisticsCounts counts) implements StagedChange {
        /** A step that changes one figure. */
        public static LedgerStep of(StatisticsKey key, StatisticsFigure figure, long count) {
            return new LedgerStep(key, StatisticsCounts.of(figure, count));
        }

        /** Account of the ledger; 0 or less for the platform's own mail. */
        public long account() {
            return key.account();
        }
    }

    /** The state of an account changed. */
    record AccountStateChange(long account, Transition transition, Instant now)
            implements StagedChange {}

    /** A reason to suspend these lanes began or ended. */
    record UpdateSuspension(QueueScope scope, Instant now) implements StagedChange {}

    /** Purges all queued mail of the scope. */
    record PurgeScope(QueueScope scope) implements StagedChange {}

    /** The clock was set by so much, and is {@code now} since. */
    record ClockJump(Duration by, Instant now) implements StagedChange {}

    /** Renews a session. */
    record SessionSeen(long session, Instant now) implements StagedChange {}

    /** Answers a node's request for mail. */
    record LeaseMail(LeaseRequest request) implements StagedChange {}

    /** Removes lanes that are probably unused. */
    record RemoveLanes(List<Long> lanes, Instant before) implements StagedChange {}
}
