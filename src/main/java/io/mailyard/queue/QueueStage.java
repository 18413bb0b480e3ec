package io.mailyard.queue;

import io.mailyard.accounts.Accounts;
import io.mailyard.db.Stage;
import io.mailyard.db.Tx;
import io.mailyard.queue.Item.LaneStep;
import io.mailyard.queue.Item.LedgerStep;
import io.mailyard.queue.Item.NewMail;
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
final class QueueStage implements Stage<Item> {
    private final List<Runnable> workWatchers = new CopyOnWriteArrayList<>();
    private final Turns turns;
    private final Leases leases;
    private final Duration lease;

    private volatile BooleanSupplier ready = () -> true;

    QueueStage(Accounts accounts, Stops stops, QueueConfig config) {
        this.turns = new Turns(accounts, stops);
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
    public void flush(Tx tx, List<Item> items) {
        Sorted sorted = new Sorted();
        items.forEach(sorted::add);
        boolean work = sorted.mails.stream().anyMatch(NewMail::open) || adds(sorted.steps);
        if (!sorted.mails.isEmpty()) {
            Mail.store(tx, sorted.mails);
        }
        Lanes.step(tx, sorted.steps);
        Ledger.step(tx, sorted.ledger);
        sorted.purges.forEach(purge -> Purging.retire(tx, purge.scope()));
        work |= turns.take(tx, sorted.turns);
        for (Item.Settle settle : sorted.settles) {
            work |= Settling.settle(tx, settle.scope(), settle.now());
        }
        Sessions.seen(tx, sorted.seen, lease);
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
        final List<Item.Purge> purges = new ArrayList<>();
        final List<Item.AccountTurn> turns = new ArrayList<>();
        final List<Item.Settle> settles = new ArrayList<>();
        final List<Item.Seen> seen = new ArrayList<>();
        final List<LeaseRequest> leases = new ArrayList<>();
        final List<Item.Forget> forgets = new ArrayList<>();

        void add(Item item) {
            switch (item) {
                case NewMail mail -> mails.add(mail);
                case LaneStep step -> steps.add(step);
                case LedgerStep step -> ledger.add(step);
                case Item.Purge purge -> purges.add(purge);
                case Item.AccountTurn turn -> turns.add(turn);
                case Item.Settle settle -> settles.add(settle);
                case Item.Seen one -> seen.add(one);
                case Item.Lease lease -> leases.add(lease.request());
                case Item.Forget forget -> forgets.add(forget);
            }
        }
    }
}
