package io.mailyard.leases;

import io.mailyard.db.InClause;
import io.mailyard.db.Tx;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recipients whose lease a node lost. The node's attempt may still have ended with 250, so its
 * report is accepted, and no other node's.
 */
public final class LostLeases {
    /** Rows per sweep: a few milliseconds. */
    private static final int STEP = 1000;

    /** Below the number of any recipient: those of the platform's own mail are negative. */
    public static final long FIRST = Long.MIN_VALUE;

    private LostLeases() {}

    /**
     * Records which node held which recipient.
     *
     * @param rows pairs of recipient and node
     */
    static void record(Tx tx, List<@Nullable Object[]> rows) {
        tx.updateAll(
                "INSERT INTO lost_leases (recipient_id, node_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
                rows);
    }

    /** Whether the node holds the recipient by any session, or lost its lease. */
    static boolean contains(Tx tx, long recipient, long node) {
        return tx.number(
                        "SELECT (SELECT count(*) FROM lost_leases WHERE recipient_id = ? AND node_id = ?)"
                                + " + (SELECT count(*) FROM recipients r JOIN node_sessions s ON s.id = r.session_id"
                                + " WHERE r.id = ? AND s.node_id = ?)",
                        recipient,
                        node,
                        recipient,
                        node)
                > 0;
    }

    /**
     * Removes recipients that have ended or no longer exist, with ids above {@code from}.
     *
     * @return where the next sweep begins
     */
    public static long sweep(Tx tx, long from) {
        List<Long> ids =
                tx.query(
                        "SELECT DISTINCT recipient_id FROM lost_leases WHERE recipient_id > ?"
                                + " ORDER BY recipient_id LIMIT ?",
                        row -> row.number(),
                        from,
                        STEP);
        for (List<Long> part : InClause.parts(ids)) {
            String list = InClause.list(part.size());
            tx.update(
                    "DELETE FROM lost_leases WHERE recipient_id IN "
                            + list
                            + " AND NOT EXISTS (SELECT 1 FROM recipients r WHERE r.id = recipient_id AND r.state <= 2)",
                    InClause.args(part));
        }
        return ids.size() < STEP ? FIRST : ids.getLast();
    }
}
