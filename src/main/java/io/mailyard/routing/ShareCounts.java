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
 * Recipients of each share of each rule by hour, in the table {@code routed_counts}. The counts of
 * a write group are added up and stored once.
 */
final class ShareCounts implements GroupStage<ShareCounts.ShareIncrement> {
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private static final String ADD =
            "INSERT INTO routed_counts (routing_id, rule, share, hour, account_id, recipients)"
                    + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (routing_id, rule, share, hour)"
                    + " DO UPDATE SET recipients = routed_counts.recipients + excluded.recipients";
    private static final String COUNTED =
            """
            SELECT u.id, u.account_id, u.vsender_id, g.left_out, c.rule, c.share,
              CAST(sum(c.recipients) AS bigint) AS recipients
            FROM routed_counts c JOIN routings g ON g.id = c.routing_id
              JOIN routed_rules u ON u.id = g.rules_id
            WHERE c.hour >= ? AND c.hour < ?\
            """;
    private static final String GROUPED =
            " GROUP BY u.id, u.account_id, u.vsender_id, g.left_out, c.rule, c.share"
                    + " ORDER BY u.id, c.rule, c.share, g.left_out";

    /** One recipient of a share. */
    record ShareIncrement(long routing, long rule, long share, long hour, long account) {}

    /**
     * Recipients of a share in a window, while certain senders were unavailable.
     *
     * @param rules id of a row of {@code routed_rules}
     */
    record ShareCount(
            long rules,
            AccountId account,
            long virtualSender,
            String leftOut,
            int rule,
            int share,
            long recipients) {
        private static ShareCount read(Row row) {
            return new ShareCount(
                    row.number("id"),
                    new AccountId(row.number("account_id")),
                    row.number("vsender_id"),
                    row.text("left_out"),
                    (int) row.number("rule"),
                    (int) row.number("share"),
                    row.number("recipients"));
        }
    }

    /** The hour of a time. */
    static long hour(Instant at) {
        return Math.floorDiv(at.toEpochMilli(), HOUR);
    }

    /** The start of an hour. */
    static Instant at(long hour) {
        return Instant.ofEpochMilli(hour * HOUR);
    }

    void add(Tx tx, AccountId account, RoutingDecision decision, Instant now) {
        if (decision.routing().isPresent() && decision.share().isPresent()) {
            tx.stage(
                    this,
                    new ShareIncrement(
                            decision.routing().getAsLong(),
                            decision.rule(),
                            decision.share().getAsInt(),
                            hour(now),
                            account.value()));
        }
    }

    @Override
    public void flush(Tx tx, List<ShareIncrement> steps) {
        Map<ShareIncrement, Long> sums = new LinkedHashMap<>();
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

    /** Counts of one virtual sender from an hour until before another. */
    static List<ShareCount> of(
            Tx tx, AccountId account, VirtualSenderId id, long from, long until) {
        return tx.query(
                COUNTED + " AND u.account_id = ? AND u.vsender_id = ?" + GROUPED,
                ShareCount::read,
                from,
                until,
                account.value(),
                id.value());
    }

    /** Counts of all virtual senders. */
    static List<ShareCount> all(Tx tx, long from, long until) {
        return tx.query(COUNTED + GROUPED, ShareCount::read, from, until);
    }

    /** Removes part of the counts before an hour; returns the number. */
    static int forget(Tx tx, Instant before, int limit) {
        return tx.update(
                "DELETE FROM routed_counts WHERE (routing_id, rule, share, hour) IN"
                        + " (SELECT routing_id, rule, share, hour FROM routed_counts WHERE hour < ? ORDER BY hour LIMIT ?)",
                hour(before),
                limit);
    }
}
