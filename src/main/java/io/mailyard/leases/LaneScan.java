package io.mailyard.leases;

import io.mailyard.db.InClause;
import io.mailyard.db.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Scans the active, due lanes of some senders in one statement: account by account for each sender,
 * and within an account the least recently visited lane first. It steps from one index entry to the
 * next, so a step costs the same however many lanes exist.
 */
final class LaneScan {
    /** Below every account, and below the negative numbers of the platform's own mail. */
    private static final long FIRST = Long.MIN_VALUE + 1;

    private static final String ZERO = "CAST(0 AS bigint)";
    private static final String NEXT =
            "(SELECT x.id FROM lanes x WHERE x.sender_id = w.sender_id AND x.stopped_at IS NULL AND x.fresh + x.retry > 0"
                    + " AND (x.account_id, x.due_at, x.id) > (w.account_id,"
                    + " CASE WHEN w.place >= ? OR w.due_at > ? THEN "
                    + Long.MAX_VALUE
                    + " ELSE w.due_at END, w.id)"
                    + " ORDER BY x.account_id, x.due_at, x.id LIMIT 1)";
    private static final String COLUMNS =
            "sender_id, account_id, campaign_id, isp, domain, queued, clock_offset, tie_version, due_at, id, place, steps";
    private static final String STEP =
            " UNION ALL SELECT l.sender_id, l.account_id, l.campaign_id, l.isp, l.domain, l.fresh + l.retry, l.clock_offset,"
                    + " l.tie_version, l.due_at, l.id, CASE WHEN l.account_id = w.account_id THEN w.place + 1 ELSE CAST(1 AS bigint) END,"
                    + " w.steps + 1 FROM walk w JOIN lanes l ON l.id = "
                    + NEXT
                    + " WHERE w.steps < ?)";
    private static final String RESULT =
            " SELECT w.id, w.sender_id, w.account_id, w.campaign_id, w.isp, w.domain, w.queued, w.clock_offset,"
                    + " w.tie_version, w.place, coalesce((SELECT k.until_at FROM locks k WHERE k.sender_id = w.sender_id"
                    + " AND k.isp = w.isp AND k.domain = w.domain AND k.until_at > ?), 0) AS locked_until, t.thawed_at,"
                    + " coalesce(t.backlog, 0) AS backlog, coalesce(t.leased, 0) AS leased, w.due_at"
                    + " FROM walk w LEFT JOIN thaws t ON t.account_id = w.account_id WHERE w.id > 0";

    private final List<Long> senders;
    private final Map<Long, Long> cursors;

    /**
     * @param senders at most {@link InClause#MOST}
     * @param cursors by sender, the account to begin with
     */
    LaneScan(List<Long> senders, Map<Long, Long> cursors) {
        this.senders = senders;
        this.cursors = cursors;
    }

    /**
     * @param each maximum lanes per account
     * @param steps maximum lanes per sender
     */
    ScanResult run(Tx tx, int each, int steps, long now) {
        int size = InClause.size(senders.size());
        List<@Nullable Object> args = new ArrayList<>();
        boolean middle = false;
        for (int i = 0; i < size; i++) {
            long sender = i < senders.size() ? senders.get(i) : Long.MIN_VALUE;
            long from = cursors.getOrDefault(sender, FIRST);
            middle |= from > FIRST;
            args.add(sender);
            args.add(from - 1);
        }
        args.add((long) each);
        args.add(now);
        args.add((long) steps);
        args.add(now);
        String seeds =
                "SELECT column1, column2, "
                        + ZERO
                        + ", '', '', "
                        + (ZERO + ", ").repeat(3)
                        + "CAST("
                        + Long.MAX_VALUE
                        + " AS bigint), "
                        + ZERO
                        + ", "
                        + ZERO
                        + ", "
                        + ZERO
                        + " FROM (VALUES (?, ?)"
                        + ", (?, ?)".repeat(size - 1)
                        + ") AS seeds";
        List<LaneSlot> lanes =
                tx.query(
                        "WITH RECURSIVE walk(" + COLUMNS + ") AS (" + seeds + STEP + RESULT,
                        row -> LaneSlot.read(row, now),
                        args.toArray());
        return new ScanResult(lanes, each, middle);
    }
}
