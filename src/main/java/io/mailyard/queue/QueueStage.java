package io.mailyard.queue;

import io.mailyard.accounts.Accounts;
import io.mailyard.db.GroupStage;
import io.mailyard.db.Tx;
import io.mailyard.queue.StagedChange.LaneStep;
import io.mailyard.queue.StagedChange.LedgerStep;
import io.mailyard.queue.StagedChange.NewMail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * What the writes of a group do to the queue, in this order whatever theirs was: mail comes in,
 * counts move, purges take what is there by then, reasons to stand are settled, and last of all
 * mail is given to nodes. So a lease sees every stop of its group.
 */
final class QueueStage implements GroupStage<StagedChange> {
    private final List<Runnable> workWatchers = new CopyOnWriteArrayList<>();
    private final AccountStateHandler turns;
    private final Leases leases;
    private final Duration lease;

    private volatile BooleanSupplier ready = () -> true;

    QueueStage(Accounts accounts, StopLog stops, QueueConfig config) {
        this.turns = new AccountStateHandler(accounts, stops);
        this.leases = new Leases(config.thawRamp());
        this.lease = config.lease();
    }

    /** Nothing is leased while it is not. */
    void openOnce(BooleanSupplier ready) {
        this.ready = ready;
    }

    boolean isOpen() {
        return ready.getAsBoolean();
    }

    void onWork(Runnable watcher) {
        workWatchers.add(watcher);
    }

    /** There may be something to lease. */
    void wake() {
        workWatchers.forEach(Runnable::run);
    }

    @Override
    public void flush(Tx tx, List<StagedChange> items) {
        Sorted sorted = new Sorted();
        items.forEach(sorted::add);
        boolean work = sorted.mails.stream().anyMatch(NewMail::open) || adds(sorted.steps);
        if (!sorted.mails.isEmpty()) {
            MessageWriter.store(tx, sorted.mails);
        }
        Lanes.step(tx, sorted.steps);
        Ledger.step(tx, sorted.ledger);
        sorted.purges.forEach(purge -> QueuePurge.retire(tx, purge.scope()));
        work |= turns.take(tx, sorted.turns);
        for (StagedChange.Settle settle : sorted.settles) {
            work |= SuspensionUpdater.settle(tx, settle.scope(), settle.now());
        }
        NodeSessions.seen(tx, sorted.seen, lease);
        leases.serve(tx, sorted.leases);
        sorted.forgets.forEach(forget -> Lanes.forget(tx, forget.lanes(), forget.before()));
        if (work) {
            tx.afterCommit(this::wake);
        }
    }

    private static boolean adds(List<LaneStep> steps) {
        return steps.stream().anyMatch(step -> step.fresh() + step.retry() > 0);
    }

    private static final class Sorted {
        final List<NewMail> mails = new ArrayList<>();
        final List<LaneStep> steps = new ArrayList<>();
        final List<LedgerStep> ledger = new ArrayList<>();
        final List<StagedChange.Purge> purges = new ArrayList<>();
        final List<StagedChange.AccountTurn> turns = new ArrayList<>();
        final List<StagedChange.Settle> settles = new ArrayList<>();
        final List<StagedChange.Seen> seen = new ArrayList<>();
        final List<LeaseRequest> leases = new ArrayList<>();
        final List<StagedChange.Forget> forgets = new ArrayList<>();

        void add(StagedChange item) {
            switch (item) {
                case NewMail mail -> mails.add(mail);
                case LaneStep step -> steps.add(step);
                case LedgerStep step -> ledger.add(step);
                case StagedChange.Purge purge -> purges.add(purge);
                case StagedChange.AccountTurn turn -> turns.add(turn);
                case StagedChange.Settle settle -> settles.add(settle);
                case StagedChange.Seen one -> seen.add(one);
                case StagedChange.Lease lease -> leases.add(lease.request());
                case StagedChange.Forget forget -> forgets.add(forget);
            }
        }
    }
}
