package io.mailyard.routing;

import io.mailyard.base.AccountId;
import io.mailyard.db.GroupStage;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many recipients each share of each rule got, hour by hour, in the table {@code
 * routed_counts}. What a group of writes routes is added up and stored once.
 */
final class ShareCounts implements GroupStage<ShareCounts.Step> {
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private static final String ADD =
            "INSERT INTO routed_counts (routing_id, rule, share, hour, account_id, recipients)"
                    + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (routing_id, rule, share, hour)"
                    + " DO UPDATE SET recipients = routed_counts.recipients + excluded.recipients";
    private static final String COUNTED =
            "SELECT u.id, u.account_id, u.vsender_id, g.left_out, c.rule, c.share, CAST(sum(c.recipients) AS bigint)"
                    + " FROM routed_counts c JOIN routings g ON g.id = c.routing_id"
                    + " JOIN routed_rules u ON u.id = g.rules_id WHERE c.hour >= ? AND c.hour < ?";
    private static final String GROUPED =
            " GROUP BY u.id, u.account_id, u.vsender_id, g.left_out, c.rule, c.share"
                    + " ORDER BY u.id, c.rule, c.share, g.left_out";

    /** One more recipient of a share. */
    record Step(long routing, long rule, long share, long hour, long account) {}

    /**
     * What a share got in a window, while some senders were left out.
     *
     * @param rules a row of {@code routed_rules}
     */
    record Counted(
            long rules,
            AccountId account,
            long virtualSender,
            String leftOut,
            int rule,
            int share,
            long recipients) {
        private static Counted read(Row row) {
            return new Counted(
                    row.number(1),
                    new AccountId(row.number(2)),
                    row.number(3),
                    row.text(4),
                    (int) row.number(5),
                    (int) row.number(6),
                    row.number(7));
        }
    }

    /** The hour that a moment is in. */
    static long hour(Instant at) {
        return Math.floorDiv(at.toEpochMilli(), HOUR);
    }

    /** When an hour begins. */
    static Instant at(long hour) {
        return Instant.ofEpochMilli(hour * HOUR);
    }

    void add(Tx tx, AccountId account, RoutingDecision routed, Instant now) {
        if (routed.routing().isPresent() && routed.share().isPresent()) {
            tx.stage(
                    this,
                    new Step(
                            routed.routing().getAsLong(),
                            routed.rule(),
                            routed.share().getAsInt(),
                            hour(now),
                            account.value()));
        }
    }

    @Override
    public void flush(Tx tx, List<Step> steps) {
        Map<Step, Long> sums = new LinkedHashMap<>();
        steps.forEach(step -> sums.merge(step, 1L, Long::sum));
        List<@Nullable Object[]> rows = new ArrayList<>(sums.size());
        sums.forEach((step, by) ->
                rows.add(
                        new @Nullable Object[] {
                            step.routing(),
                            step.rule(),
                            step.share(),
                            step.hour(),
                            step.account(),
                            by
                        }));
        tx.updateAll(ADD, rows);
    }

    /** Of one virtual sender, from an hour on until before another. */
    static List<Counted> of(Tx tx, AccountId account, VirtualSenderId id, long from, long until) {
        return tx.query(
                COUNTED + " AND u.account_id = ? AND u.vsender_id = ?" + GROUPED,
                Counted::read,
                from,
                until,
                account.value(),
                id.value());
    }

    /** Of all. */
    static List<Counted> all(Tx tx, long from, long until) {
        return tx.query(COUNTED + GROUPED, Counted::read, from, until);
    }

    /** Removes some of those before an hour; how many. */
    static int forget(Tx tx, Instant before, int limit) {
        return tx.update(
                "DELETE FROM routed_counts WHERE (routing_id, rule, share, hour) IN"
                        + " (SELECT routing_id, rule, share, hour FROM routed_counts WHERE hour < ? ORDER BY hour LIMIT ?)",
                hour(before),
                limit);
    }
}
