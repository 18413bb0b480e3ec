package io.mailyard.lanes;

import io.mailyard.base.AccountId;
import io.mailyard.db.InClause;
import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes whether each lane is suspended: while its account is stopped, it has no sender, or a
 * hold covers it. Two statements for any number of lanes; no recipient is changed.
 */
public final class SuspensionUpdater {
    private static final String COVERED_BY_HOLD =
            "EXISTS (SELECT 1 FROM holds h WHERE h.sender_id IN (lanes.sender_id, 0)"
                    + " AND coalesce(h.account_id, 0) IN (0, lanes.account_id)"
                    + " AND (h.campaign_id IS NULL OR h.campaign_id = lanes.campaign_id)"
                    + " AND (h.isp = '' OR h.isp = lanes.isp))";

    /** Reasons in the lane itself. */
    private static final String OWN_REASON = "account_state <> '' OR sender_id = 0";

    private static final String PLATFORM_STOPPED =
            "EXISTS (SELECT 1 FROM platform_stop WHERE stopped_at IS NOT NULL)";

    private static final String MUST_SUSPEND =
            "(" + OWN_REASON + " OR " + COVERED_BY_HOLD + " OR " + PLATFORM_STOPPED + ")";
    private static final String SUSPEND_ALL =
            "UPDATE lanes SET stopped_at = ? WHERE stopped_at IS NULL AND ";
    private static final String SUSPEND = SUSPEND_ALL + MUST_SUSPEND + " AND ";

    /** A hold of the whole scope, so that no lane of it needs to be compared with holds. */
    private static final String HELD_AS_A_WHOLE =
            "SELECT count(*) FROM holds WHERE sender_id IN (?, 0)"
                    + " AND coalesce(account_id, 0) IN (0, ?)"
                    + " AND (campaign_id IS NULL OR campaign_id = ?) AND isp IN ('', ?)";

    /** Resumes the lane's clock where it stood. A wall clock set back meanwhile adds nothing. */
    private static final String RESUME =
            "UPDATE lanes SET clock_offset = clock_offset + "
                    + elapsedSince("stopped_at")
                    + ", due_at = due_at + "
                    + elapsedSince("stopped_at")
                    + ", expires_at = expires_at + "
                    + elapsedSince("stopped_at")
                    + ", stopped_at = NULL, resumed_at = ? WHERE stopped_at IS NOT NULL AND NOT ";

    private SuspensionUpdater() {}

    private static String elapsedSince(String column) {
        return "(CASE WHEN ? > " + column + " THEN ? - " + column + " ELSE 0 END)";
    }

    /**
     * Updates the lanes of the scope; returns whether any became active. Comparing each lane with
     * the holds takes as long as writing it, and is done only if holds of parts of the scope
     * remain.
     */
    public static boolean update(Tx tx, QueueScope scope, Instant now) {
        String lanes = scope.sqlCondition();
        if (isHeldAsAWhole(tx, scope)) {
            tx.update(SUSPEND_ALL + lanes, scope.argsAfter(now));
            return false;
        }
        String reason = isHeldInPart(tx, scope) ? MUST_SUSPEND : "(" + OWN_REASON + ")";
        tx.update(SUSPEND_ALL + reason + " AND " + lanes, scope.argsAfter(now));
        int started =
                tx.update(
                        RESUME + reason + " AND " + lanes,
                        scope.argsAfter(now, now, now, now, now, now, now));
        return started > 0;
    }

    private static boolean isHeldAsAWhole(Tx tx, QueueScope scope) {
        @Nullable Long campaign = scope.campaign().isEmpty() ? null : scope.campaign().getAsLong();
        return tx.number(
                        HELD_AS_A_WHOLE,
                        scope.sender().orElse(0),
                        scope.account().orElse(0),
                        campaign,
                        scope.isp())
                > 0;
    }

    /** Whether a hold or a stop of the platform may cover some lane of the scope. */
    private static boolean isHeldInPart(Tx tx, QueueScope scope) {
        StringBuilder holds = new StringBuilder("SELECT count(*) FROM holds WHERE 1 = 1");
        List<@Nullable Object> args = new ArrayList<>();
        scope.sender()
                .ifPresent(id -> {
                    holds.append(" AND sender_id IN (?, 0)");
                    args.add(id);
                });
        scope.account()
                .ifPresent(id -> {
                    holds.append(" AND coalesce(account_id, 0) IN (0, ?)");
                    args.add(id);
                });
        scope.campaign()
                .ifPresent(id -> {
                    holds.append(" AND (campaign_id IS NULL OR campaign_id = ?)");
                    args.add(id);
                });
        if (!scope.isp().isEmpty()) {
            holds.append(" AND isp IN ('', ?)");
            args.add(scope.isp());
        }
        return tx.number(holds.toString(), args.toArray()) > 0
                || tx.number("SELECT count(*) FROM platform_stop WHERE stopped_at IS NOT NULL") > 0;
    }

    /**
     * Updates these lanes; returns whether any became active.
     *
     * @param since start of a new suspension
     */
    public static boolean update(Tx tx, List<Long> lanes, Instant since, Instant now) {
        String list = "id IN " + InClause.list(lanes.size());
        tx.update(SUSPEND + list, InClause.args(lanes, since));
        return tx.update(
                        RESUME + MUST_SUSPEND + " AND " + list,
                        InClause.args(lanes, now, now, now, now, now, now, now))
                > 0;
    }

    /** Suspends new lanes of the campaign if there is a reason. */
    static void suspendNew(Tx tx, AccountId account, long campaign, Instant now) {
        tx.update(SUSPEND + "account_id = ? AND campaign_id = ?", now, account.value(), campaign);
    }
}
