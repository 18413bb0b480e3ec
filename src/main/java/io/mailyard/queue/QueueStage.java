package io.mailyard.queue;

import io.mailyard.accounts.Accounts;
import io.mailyard.db.GroupStage;
import io.mailyard.db.Tx;
import io.mailyard.lanes.Lanes;
import io.mailyard.lanes.LeaseRequest;
import io.mailyard.lanes.QueuePurge;
import io.mailyard.lanes.StagedChange;
import io.mailyard.lanes.StagedChange.LaneStep;
import io.mailyard.lanes.StagedChange.LedgerStep;
import io.mailyard.lanes.StagedChange.NewMail;
import io.mailyard.lanes.SuspensionUpdater;
import io.mailyard.lanes.WorkSignal;
import io.mailyard.leases.Leases;
import io.mailyard.leases.NodeSessions;
import io.mailyard.leases.SenderDirectory;
import io.mailyard.outcomes.Ledger;
import io.mailyard.statistics.StatisticsWriter;
import io.mailyard.stops.AccountStateHandler;
import io.mailyard.stops.StopLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Applies the queue changes of a write group in a fixed order: accepted mail, counters, a jump of
 * the clock, purges, suspensions, and leases last. So a jump finds the mail of its group, whose
 * times are those of the lanes before it, and a lease sees every stop of its group.
 */
final class QueueStage implements GroupStage<StagedChange> {
    private final AccountStateHandler accountStates;
    private final StatisticsWriter statistics;
    private final InstantSource clock;
    private final WorkSignal signal;
    private final Leases leases;
    private final Duration lease;

    QueueStage(
            Accounts accounts,
            StopLog stops,
            StatisticsWriter statistics,
            SenderDirectory senders,
            WorkSignal signal,
            QueueConfig config,
            InstantSource clock) {
        this.signal = signal;
        this.statistics = statistics;
        this.clock = clock;
        this.accountStates = new AccountStateHandler(accounts, stops);
        this.leases = new Leases(config.thawRamp(), senders);
        this.lease = config.lease();
    }

    @Override
    public void flush(Tx tx, List<StagedChange> items) {
        SortedChanges sorted = new SortedChanges();
        items.forEach(sorted::add);
        boolean work = sorted.mails.stream().anyMatch(NewMail::open) || addsMail(sorted.steps);
        if (!sorted.mails.isEmpty()) {
            MessageWriter.store(tx, sorted.mails);
        }
        Lanes.step(tx, sorted.steps);
        sorted.jumps.forEach(jump -> ClockShift.apply(tx, jump));
        for (StagedChange.PurgeScope purge : sorted.purges) {
            sorted.ledger.addAll(QueuePurge.retire(tx, purge.scope(), clock.instant()));
        }
        Ledger.step(tx, sorted.ledger);
        statistics.add(
                tx,
                sorted.ledger.stream()
                        .map(step -> new StatisticsWriter.CountedStep(step.key(), step.counts()))
                        .toList());
        work |= accountStates.handle(tx, sorted.accountStates);
        for (StagedChange.UpdateSuspension settle : sorted.suspensions) {
            work |= SuspensionUpdater.update(tx, settle.scope(), settle.now());
        }
        NodeSessions.renew(tx, sorted.seen, lease);
        leases.answer(tx, sorted.leases);
        sorted.removals.forEach(forget -> Lanes.forget(tx, forget.lanes(), forget.before()));
        if (work) {
            tx.afterCommit(signal::wake);
        }
    }

    private static boolean addsMail(List<LaneStep> steps) {
        return steps.stream().anyMatch(step -> step.fresh() + step.retry() > 0);
    }

    private static final class SortedChanges {
        final List<NewMail> mails = new ArrayList<>();
        final List<LaneStep> steps = new ArrayList<>();
        final List<LedgerStep> ledger = new ArrayList<>();
        final List<StagedChange.PurgeScope> purges = new ArrayList<>();
        final List<StagedChange.AccountStateChange> accountStates = new ArrayList<>();
        final List<StagedChange.UpdateSuspension> suspensions = new ArrayList<>();
        final List<StagedChange.ClockJump> jumps = new ArrayList<>();
        final List<StagedChange.SessionSeen> seen = new ArrayList<>();
        final List<LeaseRequest> leases = new ArrayList<>();
        final List<StagedChange.RemoveLanes> removals = new ArrayList<>();

        void add(StagedChange item) {
            switch (item) {
                case NewMail mail -> mails.add(mail);
                case LaneStep step -> steps.add(step);
                case LedgerStep step -> ledger.add(step);
                case StagedChange.PurgeScope purge -> purges.add(purge);
                case StagedChange.AccountStateChange stateChange -> accountStates.add(stateChange);
                case StagedChange.UpdateSuspension settle -> suspensions.add(settle);
                case StagedChange.ClockJump jump -> jumps.add(jump);
                case StagedChange.SessionSeen sessionSeen -> seen.add(sessionSeen);
                case StagedChange.LeaseMail lease -> leases.add(lease.request());
                case StagedChange.RemoveLanes forget -> removals.add(forget);
            }
        }
    }
}
