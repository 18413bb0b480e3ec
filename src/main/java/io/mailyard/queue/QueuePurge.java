package io.mailyard.queue;

import io.mailyard.db.Tx;
import io.mailyard.queue.StagedChange.LedgerStep;
import java.util.List;

/** Purges queued mail by lane; its recipients are ended later in steps. */
final class QueuePurge {
    private static final String LIVE = "purged = 0 AND fresh + retry + proc > 0 AND ";

    private QueuePurge() {}

    /**
     * Retires the lanes of the scope: none of their mail is leased any more, and later mail gets
     * new lanes. Running attempts end with their result or are purged afterwards.
     */
    static void retire(Tx tx, QueueScope scope) {
        List<LedgerStep> purged =
                tx.query(
                        "SELECT account_id, sum(fresh + retry) FROM lanes WHERE "
                                + LIVE
                                + scope.sqlCondition()
                                + " GROUP BY account_id",
                        row -> new LedgerStep(row.number(1), 0, 0, 0, 0, row.number(2)),
                        scope.argsAfter());
        Ledger.step(tx, purged);
        tx.update(
                "UPDATE lanes SET purged = 1, fresh = 0, retry = 0 WHERE "
                        + LIVE
                        + scope.sqlCondition(),
                scope.argsAfter());
    }
}
