package io.mailyard.queue;

import io.mailyard.db.InClause;
import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.List;

/**
 * Recomputes whether each lane is suspended: while its account is stopped, it has no sender, or a
 * hold covers it. Two statements for any number of lanes; no recipient is changed.
 */
final class SuspensionUpdater {
    private static final String COVERED_BY_HOLD =
            "EXISTS (SELECT 1 FROM holds h WHERE h.sender_id IN (lanes.sender_id, 0)"
                    + " AND coalesce(h.account_id, 0) IN (0, lanes.account_id)"
                    + " AND (h.campaign_id IS NULL OR h.campaign_id = lanes.campaign_id)"
                    + " AND (h.isp = '' OR h.isp = lanes.isp))";
    private static final String MUST_SUSPEND =
            "(account_state <> '' OR sender_id = 0 OR "
                    + COVERED_BY_HOLD
                    + " OR "
                    + PlatformStop.PLATFORM_STOPPED
                    + ")";
    private static final String SUSPEND =
            "UPDATE lanes SET stopped_at = ? WHERE stopped_at IS NULL AND "
                    + MUST_SUSPEND
                    + " AND ";

    /** Resumes the lane's clock where it stood. A wall clock set back meanwhile adds nothing. */
    private static final String RESUME =
            "UPDATE lanes SET clock_offset = clock_offset + "
                    + elapsedSince("stopped_at")
                    + ", due_at = due_at + "
                    + elapsedSince("stopped_at")
                    + ", expires_at = expires_at + "
                    + elapsedSince("stopped_at")
                    + ", stopped_at = NULL WHERE stopped_at IS NOT NULL AND NOT "
                    + MUST_SUSPEND
                    + " AND ";

    private SuspensionUpdater() {}

    private static String elapsedSince(String column) {
        return "(CASE WHEN ? > " + column + " THEN ? - " + column + " ELSE 0 END)";
    }

    /** Updates the lanes of the scope; returns whether any became active. */
    static boolean update(Tx tx, QueueScope scope, Instant now) {
        tx.update(SUSPEND + scope.sqlCondition(), scope.argsAfter(now));
        int started =
                tx.update(
                        RESUME + scope.sqlCondition(),
                        scope.argsAfter(now, now, now, now, now, now));
        return started > 0;
    }

    /**
     * Updates these lanes; returns whether any became active.
     *
     * @param since start of a new suspension
     */
    static boolean update(Tx tx, List<Long> lanes, Instant since, Instant now) {
        String list = "id IN " + InClause.list(lanes.size());
        tx.update(SUSPEND + list, InClause.args(lanes, since));
        return tx.update(RESUME + list, InClause.args(lanes, now, now, now, now, now, now)) > 0;
    }

    /** Suspends new lanes of the campaign if there is a reason. */
    static void suspendNew(Tx tx, AccountId account, long campaign, Instant now) {
        tx.update(SUSPEND + "account_id = ? AND campaign_id = ?", now, account.value(), campaign);
    }
}
