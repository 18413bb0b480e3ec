package io.mailyard.routing;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Tells whether something that decides where mail may go was changed, by any process: what was read
 * is good while its stamps are the same. They are rows, read in the transaction that relies on
 * them, so that no change is ever missed.
 */
public final class RoutingVersion {
    /** As the account of what concerns all of them. */
    private static final long EVERY = 0;

    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    /**
     * The stamps of an account as they stand.
     *
     * @param every of what concerns all accounts; 0: it was never changed
     * @param own of what concerns it alone
     */
    public record At(long every, long own) {}

    /** Reads them. */
    public At of(Tx tx, AccountId account) {
        return tx.one(
                        "SELECT coalesce((SELECT stamp FROM routing_stamps WHERE account_id = 0), 0),"
                                + " coalesce((SELECT stamp FROM routing_stamps WHERE account_id = ?), 0)",
                        row -> new At(row.number(1), row.number(2)),
                        account.value())
                .orElseThrow();
    }

    /** What concerns an account alone is changed by {@code tx}. */
    public void moved(Tx tx, AccountId account) {
        moved(tx, account.value());
    }

    /** What concerns any number of accounts is changed by {@code tx}. */
    public void moved(Tx tx) {
        moved(tx, EVERY);
    }

    private void moved(Tx tx, long account) {
        tx.update(
                "INSERT INTO routing_stamps (account_id, stamp) VALUES (?, ?)"
                        + " ON CONFLICT (account_id) DO UPDATE SET stamp = excluded.stamp",
                account,
                ThreadLocalRandom.current().nextLong());
        tx.afterCommit(() -> watchers.forEach(Runnable::run));
    }

    /** Runs after each commit of this process that moved one; quick. */
    public void onMoved(Runnable watcher) {
        watchers.add(watcher);
    }

    void forget(Tx tx, AccountId account) {
        tx.update("DELETE FROM routing_stamps WHERE account_id = ?", account.value());
    }
}
