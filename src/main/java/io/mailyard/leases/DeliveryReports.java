package io.mailyard.leases;

import io.mailyard.base.AccountId;
import io.mailyard.db.GroupStage;
import io.mailyard.db.InClause;
import io.mailyard.db.Tx;
import io.mailyard.delivery.DeliveryReport;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome;
import io.mailyard.delivery.DeliveryReport.RetryFrom;
import io.mailyard.events.AttemptRecord;
import io.mailyard.events.SmtpConversation;
import io.mailyard.lanes.EngineSession;
import io.mailyard.lanes.RecipientState;
import io.mailyard.lanes.StagedChange;
import io.mailyard.lanes.StagedChange.LaneStep;
import io.mailyard.lanes.StagedChange.LedgerStep;
import io.mailyard.leases.LeasedRecipient.NextState;
import io.mailyard.outcomes.DeliveryEventListener;
import io.mailyard.outcomes.Finisher;
import io.mailyard.outcomes.MailCounts;
import io.mailyard.outcomes.MessageContents;
import io.mailyard.outcomes.Undelivered;
import io.mailyard.statistics.StatisticsCounts;
import io.mailyard.statistics.StatisticsFigure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies the reports of nodes. */
public final class DeliveryReports {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryReports.class);

    private static final String UPDATE =
            "UPDATE recipients SET state = ?, kind = ?, attempts = ?, due_at = ?, session_id = NULL, tied_node = ?,"
                    + " tied_ip = ?, tied_version = ?, ended_at = ?, ip = ?, host = ?, answer = ?, answered_by = ?, "
                    + AttemptRecord.ASSIGNED
                    + " WHERE id = ?";

    /** No attempt was made: the last answer is kept. */
    private static final String REQUEUE =
            "UPDATE recipients SET state = ?, due_at = ?, session_id = NULL WHERE id = ?";

    private static final String LOCK =
            "INSERT INTO locks (sender_id, isp, domain, rule_id, until_at, answer) VALUES (?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (sender_id, isp, domain) DO UPDATE SET rule_id = excluded.rule_id,"
                    + " until_at = excluded.until_at, answer = excluded.answer WHERE locks.until_at < excluded.until_at";

    /** Lock rules allow at most 30 days; a node with a wrong clock could report any time. */
    private static final Duration LONGEST_LOCK = Duration.ofDays(31);

    /** Kind of a recipient whose mailbox does not exist. */
    private static final String HARD = "hbounce";

    private final GroupStage<StagedChange> stage;
    private final DeliveryEventListener events;
    private final MailCounts counts;
    private final AtomicLong late = new AtomicLong();

    public DeliveryReports(
            GroupStage<StagedChange> stage, DeliveryEventListener events, MailCounts counts) {
        this.stage = stage;
        this.events = events;
        this.counts = counts;
    }

    /** Number of reports since start for recipients the session no longer held. */
    public long late() {
        return late.get();
    }

    /** The changes of one write. */
    private final class Batch {
        private final Tx tx;
        private final EngineSession session;
        private final Instant now;
        private final List<@Nullable Object[]> updates = new ArrayList<>();
        private final List<@Nullable Object[]> returned = new ArrayList<>();
        private final Map<Long, LaneStep> steps = new LinkedHashMap<>();
        private final Set<Long> ended = new LinkedHashSet<>();
        private final List<Long> purged = new ArrayList<>();
        private final List<Undelivered> undelivered = new ArrayList<>();
        private final MailCounts.BatchCounts batchCounts = new MailCounts.BatchCounts();
        private final List<@Nullable Object[]> locks = new ArrayList<>();
        private long late;

        Batch(Tx tx, EngineSession session, Instant now) {
            this.tx = tx;
            this.session = session;
            this.now = now;
        }

        void add(LeasedRecipient row, DeliveryReport told) {
            DeliveryReport report = believed(row, told);
            if (!row.isLeasedBy(session, report)) {
                late++;
                if (!row.acceptsLate(report.outcome())
                        || !LostLeases.contains(tx, row.id(), session.nodeId())) {
                    return;
                }
            } else {
                lock(row, report);
            }
            if (!report.conversation().isEmpty() && report.details().conversation() > 0) {
                events.conversed(
                        tx,
                        new SmtpConversation(
                                new AccountId(row.account()),
                                row.message(),
                                report.details().conversation(),
                                report.at(),
                                report.conversation()));
            }
            NextState after = nextState(row, report);
            if (report.outcome() instanceof DeliveryOutcome.DeliveryDeferred) {
                tx.stage(stage, LedgerStep.of(row.key(now), StatisticsFigure.DEFERRED, 1));
            }
            if (!AccountId.isPlatform(row.account())) {
                countOutcome(report.outcome(), after.attempts() > row.attempts());
            }
            if (row.purged() && !after.state().ended()) {
                purge(row);
                return;
            }
            if (report.outcome() instanceof DeliveryOutcome.Requeued) {
                returned.add(
                        new @Nullable Object[] {after.state().number(), after.dueAt(), row.id()});
            } else {
                AttemptRecord attempt = attempt(row, report, after);
                updates.add(update(row, report, after, attempt));
                events.happened(
                        tx,
                        row.toEvent(kind(report, after), (int) after.attempts(), report, attempt));
            }
            boolean expired = after.state() == RecipientState.EXPIRED;
            if (expired || after.state() == RecipientState.BOUNCED) {
                undelivered.add(row.toUndelivered(expired, report));
            }
            moveCounts(row, after);
        }

        /**
         * Whether time is used up is for the lane's clock to say: that of a node may be ahead, and
         * what it reports as too late without an attempt is due again.
         */
        private DeliveryReport believed(LeasedRecipient row, DeliveryReport report) {
            if (!row.isCalledTooLate(report, now)) {
                return report;
            }
            LOG.warn(
                    "node {} found mail too late whose time is not up: set its clock; the mail stays due",
                    session.nodeId());
            return report.with(new DeliveryOutcome.Requeued(LeasedRecipient.CLOCK_SLACK));
        }

        /** Accepts only a lock for the sender whose mail the node held. */
        private void lock(LeasedRecipient row, DeliveryReport report) {
            if (report.outcome() instanceof DeliveryOutcome.DeliveryDeferred deferred) {
                deferred.lock()
                        .filter(lock -> lock.destination().senderId() == row.sender())
                        .ifPresent(lock ->
                                locks.add(
                                        new @Nullable Object[] {
                                            row.sender(),
                                            lock.destination().isp(),
                                            lock.destination().domain(),
                                            lock.ruleId(),
                                            earlier(lock.until(), now.plus(LONGEST_LOCK)),
                                            report.answer()
                                        }));
            }
        }

        private void countOutcome(DeliveryOutcome outcome, boolean attempted) {
            batchCounts.attempts += attempted ? 1 : 0;
            switch (outcome) {
                case DeliveryOutcome.Delivered() -> batchCounts.delivered++;
                case DeliveryOutcome.Bounced(boolean hard) -> {
                    batchCounts.bouncedHard += hard ? 1 : 0;
                    batchCounts.bounced += hard ? 0 : 1;
                }
                case DeliveryOutcome.DeliveryDeferred(_, _, _) -> batchCounts.deferred++;
                case DeliveryOutcome.DeliveryExpired() -> batchCounts.expired++;
                case DeliveryOutcome.Dropped(), DeliveryOutcome.Requeued(_) -> {}
            }
        }

        private AttemptRecord attempt(LeasedRecipient row, DeliveryReport report, NextState after) {
            boolean retried = after.state() == RecipientState.RETRY;
            Instant next = Instant.ofEpochMilli(after.dueAt() + row.clockOffset());
            return new AttemptRecord(
                    report.details(),
                    after.attempts() > row.attempts() ? session.nodeId() : 0,
                    retried ? Optional.of(next) : Optional.empty());
        }

        private @Nullable Object[] update(
                LeasedRecipient row,
                DeliveryReport report,
                NextState after,
                AttemptRecord attempt) {
            boolean tied = after.retryFrom().filter(tie -> tie != RetryFrom.ANY_NODE).isPresent();
            boolean sameIp = after.retryFrom().filter(tie -> tie == RetryFrom.SAME_IP).isPresent();
            List<@Nullable Object> values = new ArrayList<>();
            Collections.addAll(
                    values,
                    after.state().number(),
                    after.kind(),
                    after.attempts(),
                    after.dueAt(),
                    tied ? session.nodeId() : null,
                    sameIp && !report.ip().isEmpty() ? report.ip() : null,
                    row.tieVersion(),
                    after.state().ended() ? report.at() : null,
                    report.ip(),
                    report.host(),
                    report.answer(),
                    report.answeredBy().number());
            values.addAll(attempt.values());
            values.add(row.id());
            return values.toArray();
        }

        /** Purges a recipient whose lane was purged during an attempt that did not end it. */
        private void purge(LeasedRecipient row) {
            purged.add(row.id());
            steps.merge(row.lane(), LaneStep.leaving(row.lane(), row.state()), LaneStep::plus);
            tx.stage(stage, LedgerStep.of(row.key(now), StatisticsFigure.PURGED, 1));
        }

        private void moveCounts(LeasedRecipient row, NextState after) {
            boolean counted = row.state() == RecipientState.PROC || !row.purged();
            if (counted) {
                steps.merge(row.lane(), LaneStep.leaving(row.lane(), row.state()), LaneStep::plus);
            }
            if (after.state().ended()) {
                ended.add(row.message());
                tx.stage(stage, new LedgerStep(row.key(now), counts(row, after)));
                if (!counted) {
                    // Its purge was already counted; the real outcome replaces it.
                    tx.stage(stage, LedgerStep.of(row.key(now), StatisticsFigure.PURGED, -1));
                }
                return;
            }
            long due = after.dueAt() + row.clockOffset();
            steps.merge(
                    row.lane(),
                    new LaneStep(
                            row.lane(),
                            after.state() == RecipientState.NEW ? 1 : 0,
                            after.state() == RecipientState.RETRY ? 1 : 0,
                            0,
                            due,
                            row.expiresAt() + row.clockOffset(),
                            0),
                    LaneStep::plus);
        }

        private StatisticsCounts counts(LeasedRecipient row, NextState after) {
            return switch (after.state()) {
                case DELIVERED -> StatisticsCounts.delivered(row.took(now));
                case BOUNCED ->
                        StatisticsCounts.of(
                                after.kind().equals(HARD)
                                        ? StatisticsFigure.BOUNCED_HARD
                                        : StatisticsFigure.BOUNCED_SOFT,
                                1);
                case EXPIRED -> StatisticsCounts.of(StatisticsFigure.EXPIRED, 1);
                case PURGED -> StatisticsCounts.of(StatisticsFigure.PURGED, 1);
                case NEW, RETRY, PROC ->
                        throw new IllegalStateException("not ended: " + after.state());
            };
        }

        private NextState nextState(LeasedRecipient row, DeliveryReport report) {
            long attempts = row.attempts() + 1;
            return switch (report.outcome()) {
                case DeliveryOutcome.Delivered() ->
                        new NextState(
                                RecipientState.DELIVERED,
                                "deliv",
                                attempts,
                                row.dueAt(),
                                Optional.empty());
                case DeliveryOutcome.Bounced(boolean hard) ->
                        new NextState(
                                RecipientState.BOUNCED,
                                hard ? HARD : "undeliv",
                                attempts,
                                row.dueAt(),
                                Optional.empty());
                case DeliveryOutcome.DeliveryDeferred(Duration delay, RetryFrom tie, _) ->
                        new NextState(
                                RecipientState.RETRY,
                                "",
                                attempts,
                                retryAt(row, delay),
                                Optional.of(tie));
                case DeliveryOutcome.DeliveryExpired() ->
                        new NextState(
                                RecipientState.EXPIRED,
                                "undeliv",
                                report.ip().isEmpty() ? row.attempts() : attempts,
                                row.dueAt(),
                                Optional.empty());
                case DeliveryOutcome.Dropped() ->
                        new NextState(
                                RecipientState.PURGED,
                                "purge",
                                row.attempts(),
                                row.dueAt(),
                                Optional.empty());
                case DeliveryOutcome.Requeued(Duration delay) ->
                        new NextState(
                                RecipientState.waiting(row.attempts()),
                                "",
                                row.attempts(),
                                delay.isZero() ? row.dueAt() : retryAt(row, delay),
                                Optional.empty());
            };
        }

        /** Time of the retry, at the latest the expiry, so that the recipient is checked then. */
        private long retryAt(LeasedRecipient row, Duration delay) {
            return Math.min(row.laneTime(now) + delay.toMillis(), row.expiresAt());
        }

        void store() {
            tx.updateAll(UPDATE, updates);
            tx.updateAll(REQUEUE, returned);
            tx.updateAll(LOCK, locks);
            Finisher.of(RecipientState.PURGED, now).finish(tx, events, purged);
            events.undelivered(tx, undelivered);
            MessageContents.drop(tx, ended);
            steps.values().forEach(step -> tx.stage(stage, step));
            long more = late;
            tx.afterCommit(() -> {
                DeliveryReports.this.late.addAndGet(more);
                counts.add(batchCounts);
            });
        }
    }

    private static String kind(DeliveryReport report, NextState after) {
        return report.outcome() instanceof DeliveryOutcome.DeliveryDeferred
                ? "sbounce"
                : after.kind();
    }

    /**
     * Applies reports; if one list reports a recipient twice, the first counts, but one of the
     * lease that the session holds counts before a repeated one of an earlier lease.
     */
    void apply(Tx tx, EngineSession session, List<DeliveryReport> reports, Instant now) {
        Map<Long, List<DeliveryReport>> byTask = new LinkedHashMap<>();
        reports.forEach(report ->
                byTask.computeIfAbsent(report.taskId(), _ -> new ArrayList<>(1)).add(report));
        Batch batch = new Batch(tx, session, now);
        for (List<Long> part : InClause.parts(byTask.keySet())) {
            for (LeasedRecipient row :
                    tx.query(
                            LeasedRecipient.SELECT + InClause.list(part.size()),
                            LeasedRecipient::read,
                            InClause.args(part))) {
                List<DeliveryReport> ofTask = byTask.getOrDefault(row.id(), List.of());
                ofTask.stream()
                        .min(Comparator.comparingInt(report -> rank(row, session, report)))
                        .ifPresent(report -> batch.add(row, report));
            }
        }
        batch.store();
        tx.stage(stage, new StagedChange.SessionSeen(session.id(), now));
    }

    private static int rank(LeasedRecipient row, EngineSession session, DeliveryReport report) {
        if (row.isLeasedBy(session, report)) {
            return 0;
        }
        return row.acceptsLate(report.outcome()) ? 1 : 2;
    }

    private static Instant earlier(Instant instant, Instant other) {
        return instant.isBefore(other) ? instant : other;
    }
}
