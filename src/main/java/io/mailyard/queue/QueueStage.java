package io.mailyard.queue;

import io.mailyard.accounts.Accounts;
import io.mailyard.db.GroupStage;
import io.mailyard.db.Tx;
import io.mailyard.queue.StagedChange.LaneStep;
import io.mailyard.queue.StagedChange.LedgerStep;
import io.mailyard.queue.StagedChange.NewMail;
import io.mailyard.statistics.StatisticsWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * Applies the queue changes of a write group in a fixed order: accepted mail, counters, purges,
 * suspensions, and leases last. So a lease sees every stop of its group.
 */
final class QueueStage implements GroupStage<StagedChange> {
    private final List<Runnable> workListeners = new CopyOnWriteArrayList<>();
    private final AccountStateHandler accountStates;
    private final StatisticsWriter statistics;
    private final InstantSource clock;
    private final Leases leases;
    private final Duration lease;

    private volatile BooleanSupplier ready = () -> true;

    QueueStage(
            Accounts accounts,
            StopLog stops,
            StatisticsWriter statistics,
            QueueConfig config,
            InstantSource clock) {
        this.statistics = statistics;
        this.clock = clock;
        this.accountStates = new AccountStateHandler(accounts, stops);
        this.leases = new Leases(config.thawRamp());
        this.lease = config.lease();
    }

    /** Leases nothing until {@code ready}. */
    void openOnce(BooleanSupplier ready) {
        this.ready = ready;
    }

    boolean isOpen() {
        return ready.getAsBoolean();
    }

    void onWork(Runnable listener) {
        workListeners.add(listener);
    }

    /** Signals that there may be mail to lease. */
    void wake() {
        workListeners.forEach(Runnable::run);
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
        for (StagedChange.PurgeScope purge : sorted.purges) {
            sorted.ledger.addAll(QueuePurge.retire(tx, purge.scope(), clock.instant()));
        }
        Ledger.step(tx, sorted.ledger);
        statistics.add(
                tx,
                sorted.ledger.stream()
                        .map(step -> new StatisticsWriter.Step(step.key(), step.counts()))
                        .toList());
        work |= accountStates.handle(tx, sorted.accountStates);
        for (StagedChange.UpdateSuspension settle : sorted.suspensions) {
            work |= SuspensionUpdater.update(tx, settle.scope(), settle.now());
        }
        NodeSessions.seen(tx, sorted.seen, lease);
        leases.answer(tx, sorted.leases);
        sorted.removals.forEach(forget -> Lanes.forget(tx, forget.lanes(), forget.before()));
        if (work) {
            tx.afterCommit(this::wake);
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
                case StagedChange.SessionSeen sessionSeen -> seen.add(sessionSeen);
                case StagedChange.LeaseMail lease -> leases.add(lease.request());
                case StagedChange.RemoveLanes forget -> removals.add(forget);
            }
        }
    }
}
