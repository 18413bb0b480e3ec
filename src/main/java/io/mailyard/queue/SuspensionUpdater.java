package io.mailyard.queue;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.List;

/**
 * Lets lanes stand or flow, by what is true of them: a lane stands while its account is stopped, it
 * has no sender, or a hold covers it. Two statements for any number of lanes; no recipient is
 * touched.
 */
final class SuspensionUpdater {
    private static final String HELD =
            "EXISTS (SELECT 1 FROM holds h WHERE h.sender_id IN (lanes.sender_id, 0)"
                    + " AND coalesce(h.account_id, 0) IN (0, lanes.account_id)"
                    + " AND (h.campaign_id IS NULL OR h.campaign_id = lanes.campaign_id)"
                    + " AND (h.isp = '' OR h.isp = lanes.isp))";
    private static final String STANDS =
            "(account_state <> '' OR sender_id = 0 OR "
                    + HELD
                    + " OR "
                    + PlatformStop.STOPPED
                    + ")";
    private static final String STOP =
            "UPDATE lanes SET stopped_at = ? WHERE stopped_at IS NULL AND " + STANDS + " AND ";

    /**
     * The clock goes on from where it stood. A real clock that was set back meanwhile adds nothing.
     */
    private static final String START =
            "UPDATE lanes SET clock_offset = clock_offset + "
                    + later("stopped_at")
                    + ", due_at = due_at + "
                    + later("stopped_at")
                    + ", expires_at = expires_at + "
                    + later("stopped_at")
                    + ", stopped_at = NULL WHERE stopped_at IS NOT NULL AND NOT "
                    + STANDS
                    + " AND ";

    private SuspensionUpdater() {}

    private static String later(String column) {
        return "(CASE WHEN ? > " + column + " THEN ? - " + column + " ELSE 0 END)";
    }

    /** Settles the lanes of the scope; whether any of them flows again. */
    static boolean settle(Tx tx, QueueScope scope, Instant now) {
        tx.update(STOP + scope.where(), scope.argsAfter(now));
        int started =
                tx.update(START + scope.where(), scope.argsAfter(now, now, now, now, now, now));
        return started > 0;
    }

    /**
     * Settles these lanes; whether any of them flows again.
     *
     * @param since from when those stand that are to stand
     */
    static boolean settle(Tx tx, List<Long> lanes, Instant since, Instant now) {
        String list = "id IN " + InClause.list(lanes.size());
        tx.update(STOP + list, InClause.args(lanes, since));
        return tx.update(START + list, InClause.args(lanes, now, now, now, now, now, now)) > 0;
    }

    /** New lanes of the campaign stand from the start where there is a reason. */
    static void created(Tx tx, AccountId account, long campaign, Instant now) {
        tx.update(STOP + "account_id = ? AND campaign_id = ?", now, account.value(), campaign);
    }
}
