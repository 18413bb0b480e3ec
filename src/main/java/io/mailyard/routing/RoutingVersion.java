package io.mailyard.routing;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Detects changes of routing data by any process: cached data is valid while its version is
 * unchanged. Versions are rows read in the transaction that relies on them, so no change is missed.
 */
public final class RoutingVersion {
    /** Row id of the version common to all accounts. */
    private static final long EVERY = 0;

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /**
     * Version of an account.
     *
     * @param every version common to all accounts; 0 if never changed
     * @param own version of the account alone
     */
    public record Stamp(long every, long own) {}

    /** Reads the version. */
    public Stamp of(Tx tx, AccountId account) {
        return tx.one(
                        """
                        SELECT
                          coalesce((SELECT stamp FROM routing_stamps WHERE account_id = 0), 0) AS every,
                          coalesce((SELECT stamp FROM routing_stamps WHERE account_id = ?), 0) AS own
                        """,
                        row -> new Stamp(row.number("every"), row.number("own")),
                        account.value())
                .orElseThrow();
    }

    /** Advances the version of an account. */
    public void advance(Tx tx, AccountId account) {
        advance(tx, account.value());
    }

    /** Advances the version of an account. */
    public void advance(Tx tx) {
        advance(tx, EVERY);
    }

    private void advance(Tx tx, long account) {
        tx.update(
                "INSERT INTO routing_stamps (account_id, stamp) VALUES (?, ?)"
                        + " ON CONFLICT (account_id) DO UPDATE SET stamp = excluded.stamp",
                account,
                ThreadLocalRandom.current().nextLong());
        tx.afterCommit(() -> listeners.forEach(Runnable::run));
    }

    /** Adds a quick listener called after each commit of this process that advanced a version. */
    public void onAdvance(Runnable listener) {
        listeners.add(listener);
    }

    void forget(Tx tx, AccountId account) {
        tx.update("DELETE FROM routing_stamps WHERE account_id = ?", account.value());
    }
}
