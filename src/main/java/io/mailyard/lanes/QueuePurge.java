package io.mailyard.lanes;

import io.mailyard.db.Tx;
import io.mailyard.lanes.StagedChange.LedgerStep;
import io.mailyard.statistics.StatisticsFigure;
import io.mailyard.statistics.StatisticsKey;
import java.time.Instant;
import java.util.List;

/** Purges queued mail by lane; its recipients are ended later in steps. */
public final class QueuePurge {
    private static final String LIVE = "purged = 0 AND fresh + retry + proc > 0 AND ";

    private QueuePurge() {}

    /**
     * Retires the lanes of the scope: none of their mail is leased any more, and later mail gets
     * new lanes. Running attempts end with their result or are purged afterwards. Returns what the
     * ledger must count.
     */
    public static List<LedgerStep> retire(Tx tx, QueueScope scope, Instant now) {
        List<LedgerStep> purged =
                tx.query(
                        "SELECT account_id, sender_id, isp, sum(fresh + retry) AS queued FROM lanes WHERE "
                                + LIVE
                                + scope.sqlCondition()
                                + " GROUP BY account_id, sender_id, isp",
                        row ->
                                LedgerStep.of(
                                        StatisticsKey.of(
                                                now,
                                                row.number("account_id"),
                                                row.number("sender_id"),
                                                row.text("isp")),
                                        StatisticsFigure.PURGED,
                                        row.number("queued")),
                        scope.argsAfter());
        tx.update(
                "UPDATE lanes SET purged = 1, fresh = 0, retry = 0 WHERE "
                        + LIVE
                        + scope.sqlCondition(),
                scope.argsAfter());
        return purged;
    }
}
