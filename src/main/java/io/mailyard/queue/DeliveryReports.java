package io.mailyard.queue;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.delivery.DeliveryReport;
import io.mailyard.delivery.DeliveryReport.Outcome;
import io.mailyard.delivery.DeliveryReport.Tie;
import io.mailyard.queue.LeasedRecipient.After;
import io.mailyard.queue.StagedChange.LaneStep;
import io.mailyard.queue.StagedChange.LedgerStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Takes what nodes report of their parcels. */
final class DeliveryReports {
    private static final String UPDATE =
            "UPDATE recipients SET state = ?, kind = ?, attempts = ?, due_at = ?, session_id = NULL, tied_node = ?,"
                    + " tied_ip = ?, tied_version = ?, ended_at = ?, ip = ?, host = ?, answer = ?, answered_by = ? WHERE id = ?";

    /** No attempt was made: what the last one said stays. */
    private static final String GIVE_BACK =
            "UPDATE recipients SET state = ?, due_at = ?, session_id = NULL WHERE id = ?";

    private static final String LOCK =
            "INSERT INTO locks (sender_id, isp, domain, rule_id, until_at, answer) VALUES (?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (sender_id, isp, domain) DO UPDATE SET rule_id = excluded.rule_id,"
                    + " until_at = excluded.until_at, answer = excluded.answer WHERE locks.until_at < excluded.until_at";

    /** A rule says 30 days at most; a node whose clock is wrong may say anything. */
    private static final Duration LONGEST_LOCK = Duration.ofDays(31);

    private final QueueStage stage;
    private final DeliveryEventListener telling;
    private final MailCounts counts;
    private final AtomicLong late = new AtomicLong();

    DeliveryReports(QueueStage stage, DeliveryEventListener telling, MailCounts counts) {
        this.stage = stage;
        this.telling = telling;
        this.counts = counts;
    }

    /** Reports since the start of parcels that the session did not hold any more. */
    long late() {
        return late.get();
    }

    /** What one write does with its reports. */
    private final class Taking {
        private final Tx tx;
        private final NodeSessions.Session session;
        private final Instant now;
        private final List<@Nullable Object[]> updates = new ArrayList<>();
        private final List<@Nullable Object[]> givenBack = new ArrayList<>();
        private final Map<Long, LaneStep> steps = new LinkedHashMap<>();
        private final Set<Long> ended = new LinkedHashSet<>();
        private final List<Long> purged = new ArrayList<>();
        private final List<Undelivered> undelivered = new ArrayList<>();
        private final MailCounts.Part part = new MailCounts.Part();
        private final List<@Nullable Object[]> locks = new ArrayList<>();
        private long late;

        Taking(Tx tx, NodeSessions.Session session, Instant now) {
            this.tx = tx;
            this.session = session;
            this.now = now;
        }

        void take(LeasedRecipient row, DeliveryReport report) {
            if (!row.by(session)) {
                late++;
                if (!row.takesLate(report.outcome())
                        || !LostLeases.of(tx, row.id(), session.nodeId())) {
                    return;
                }
            } else {
                lock(row, report);
            }
            After after = after(row, report);
            if (row.account() != AccountId.PLATFORM.value()) {
                number(report.outcome(), after.attempts() > row.attempts());
            }
            if (row.purged() && !after.state().ended()) {
                purge(row);
                return;
            }
            if (report.outcome() instanceof Outcome.GivenBack) {
                givenBack.add(
                        new @Nullable Object[] {after.state().number(), after.dueAt(), row.id()});
            } else {
                updates.add(update(row, report, after));
                telling.happened(
                        tx, row.happening(kind(report, after), (int) after.attempts(), report));
            }
            boolean expired = after.state() == RecipientState.EXPIRED;
            if (expired || after.state() == RecipientState.BOUNCED) {
                undelivered.add(row.undelivered(expired, report));
            }
            count(row, after);
        }

        /** Of the sender alone whose mail the node held. */
        private void lock(LeasedRecipient row, DeliveryReport report) {
            if (report.outcome() instanceof Outcome.Deferred deferred) {
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

        private void number(Outcome outcome, boolean attempted) {
            part.attempts += attempted ? 1 : 0;
            switch (outcome) {
                case Outcome.Delivered() -> part.delivered++;
                case Outcome.Bounced(boolean hard) -> {
                    part.bouncedHard += hard ? 1 : 0;
                    part.bounced += hard ? 0 : 1;
                }
                case Outcome.Deferred(_, _, _) -> part.deferred++;
                case Outcome.Expired() -> part.expired++;
                case Outcome.Dropped(), Outcome.GivenBack(_) -> {}
            }
        }

        private @Nullable Object[] update(LeasedRecipient row, DeliveryReport report, After after) {
            boolean tied = after.tie().filter(tie -> tie != Tie.ANY_NODE).isPresent();
            boolean sameIp = after.tie().filter(tie -> tie == Tie.SAME_IP).isPresent();
            return new @Nullable Object[] {
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
                report.by().number(),
                row.id()
            };
        }

        /** The lane was purged while this was attempted, and the attempt did not end it. */
        private void purge(LeasedRecipient row) {
            purged.add(row.id());
            steps.merge(row.lane(), LaneStep.less(row.lane(), row.state()), LaneStep::and);
            tx.stage(stage, LedgerStep.ended(row.account(), RecipientState.PURGED));
        }

        private void count(LeasedRecipient row, After after) {
            boolean counted = row.state() == RecipientState.PROC || !row.purged();
            if (counted) {
                steps.merge(row.lane(), LaneStep.less(row.lane(), row.state()), LaneStep::and);
            }
            if (after.state().ended()) {
                ended.add(row.message());
                tx.stage(stage, LedgerStep.ended(row.account(), after.state()));
                if (!counted) {
                    // its purge was counted already; what really became of it counts instead
                    tx.stage(stage, new LedgerStep(row.account(), 0, 0, 0, 0, -1));
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
                    LaneStep::and);
        }

        private After after(LeasedRecipient row, DeliveryReport report) {
            long attempts = row.attempts() + 1;
            return switch (report.outcome()) {
                case Outcome.Delivered() ->
                        new After(
                                RecipientState.DELIVERED,
                                "deliv",
                                attempts,
                                row.dueAt(),
                                Optional.empty());
                case Outcome.Bounced(boolean hard) ->
                        new After(
                                RecipientState.BOUNCED,
                                hard ? "hbounce" : "undeliv",
                                attempts,
                                row.dueAt(),
                                Optional.empty());
                case Outcome.Deferred(Duration delay, Tie tie, _) ->
                        new After(
                                RecipientState.RETRY,
                                "",
                                attempts,
                                later(row, delay),
                                Optional.of(tie));
                case Outcome.Expired() ->
                        new After(
                                RecipientState.EXPIRED,
                                "undeliv",
                                report.ip().isEmpty() ? row.attempts() : attempts,
                                row.dueAt(),
                                Optional.empty());
                case Outcome.Dropped() ->
                        new After(
                                RecipientState.PURGED,
                                "purge",
                                row.attempts(),
                                row.dueAt(),
                                Optional.empty());
                case Outcome.GivenBack(Duration delay) ->
                        new After(
                                RecipientState.waiting(row.attempts()),
                                "",
                                row.attempts(),
                                delay.isZero() ? row.dueAt() : later(row, delay),
                                Optional.empty());
            };
        }

        /** At the latest when it expires, so that it is looked at then. */
        private long later(LeasedRecipient row, Duration delay) {
            return Math.min(row.clock(now) + delay.toMillis(), row.expiresAt());
        }

        void store() {
            tx.updateAll(UPDATE, updates);
            tx.updateAll(GIVE_BACK, givenBack);
            tx.updateAll(LOCK, locks);
            Finisher.of(RecipientState.PURGED, now).end(tx, telling, purged);
            telling.undelivered(tx, undelivered);
            MessageContents.drop(tx, ended);
            steps.values().forEach(step -> tx.stage(stage, step));
            long more = late;
            tx.afterCommit(() -> {
                DeliveryReports.this.late.addAndGet(more);
                counts.add(part);
            });
        }
    }

    private static String kind(DeliveryReport report, After after) {
        return report.outcome() instanceof Outcome.Deferred ? "sbounce" : after.kind();
    }

    /** A parcel reported twice in one list counts as the first says. */
    void take(Tx tx, NodeSessions.Session session, List<DeliveryReport> reports, Instant now) {
        Map<Long, DeliveryReport> byParcel = new LinkedHashMap<>();
        reports.forEach(report -> byParcel.putIfAbsent(report.parcelId(), report));
        Taking taking = new Taking(tx, session, now);
        for (List<Long> part : InClause.parts(List.copyOf(byParcel.keySet()))) {
            for (LeasedRecipient row :
                    tx.query(
                            LeasedRecipient.SELECT + InClause.list(part.size()),
                            LeasedRecipient::read,
                            InClause.args(part))) {
                DeliveryReport report = byParcel.get(row.id());
                if (report != null) {
                    taking.take(row, report);
                }
            }
        }
        taking.store();
        tx.stage(stage, new StagedChange.Seen(session.id(), now));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
