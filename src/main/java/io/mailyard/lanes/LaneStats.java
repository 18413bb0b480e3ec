package io.mailyard.lanes;

import io.mailyard.api.ObjectSchema;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.wire.Out;
import java.util.List;
import java.util.Map;

/**
 * Counts of queued mail from lane counters: the cost depends on the number of lanes, not of
 * messages.
 *
 * @param account 0 if more than one
 * @param campaign 0 if more than one
 * @param isp empty if more than one
 * @param suspended suspended recipients, new or to be retried
 */
public record LaneStats(
        long account,
        long campaign,
        long suspended,
        String isp,
        long fresh,
        long proc,
        long retry) {
    /** Values of {@code group} and the columns they stand for. */
    private static final Map<String, List<String>> GROUPS =
            Map.of(
                    "total", List.of(),
                    "account", List.of("account_id"),
                    "account_campaign", List.of("account_id", "campaign_id"),
                    "isp", List.of("isp"),
                    "lane", List.of("account_id", "campaign_id", "isp"));

    /** Maximum rows of a reply; a sender with more accounts and campaigns is queried by account. */
    static final int MAX_ROWS = 100_000;

    /** The rows of a scope, ordered by their group. */
    public static List<LaneStats> read(Tx tx, QueueScope scope, String group) {
        List<String> by = GROUPS.getOrDefault(group, List.of());
        String select =
                "SELECT "
                        + column(by, "account_id", scope.account().isPresent())
                        + " AS account, "
                        + column(by, "campaign_id", scope.campaign().isPresent())
                        + " AS campaign, "
                        + (by.contains("isp") || !scope.isp().isEmpty() ? "max(isp)" : "''")
                        + " AS one_isp,"
                        + " coalesce(sum(CASE WHEN stopped_at IS NULL THEN 0 ELSE fresh + retry END), 0) AS suspended,"
                        + " coalesce(sum(CASE WHEN stopped_at IS NULL THEN fresh ELSE 0 END), 0) AS fresh_active,"
                        + " coalesce(sum(proc), 0) AS leased,"
                        + " coalesce(sum(CASE WHEN stopped_at IS NULL THEN retry ELSE 0 END), 0) AS retry_active"
                        + " FROM lanes WHERE fresh + retry + proc > 0 AND "
                        + scope.sqlCondition();
        String columns = String.join(", ", by);
        String tail =
                by.isEmpty()
                        ? ""
                        : " GROUP BY " + columns + " ORDER BY " + columns + " LIMIT " + MAX_ROWS;
        return tx.query(select + tail, row -> read(row, scope), scope.argsAfter());
    }

    private static String column(List<String> by, String column, boolean fixed) {
        return by.contains(column) || fixed ? "max(" + column + ")" : "0";
    }

    /** Reads a row; an empty total takes the account from the scope. */
    private static LaneStats read(Row row, QueueScope scope) {
        Long account = row.numberOrNull("account");
        Long campaign = row.numberOrNull("campaign");
        String isp = row.textOrNull("one_isp");
        return new LaneStats(
                account == null ? scope.account().orElse(0) : account,
                campaign == null ? scope.campaign().orElse(0) : campaign,
                row.number("suspended"),
                isp == null ? scope.isp() : isp,
                row.number("fresh_active"),
                row.number("leased"),
                row.number("retry_active"));
    }

    /** As {@link #write} writes it. */
    public static final ObjectSchema SCHEMA =
            ObjectSchema.of("QueueStats", "Queued recipients of an account, campaign or ISP.")
                    .number("account_id", "The account; 0: all.")
                    .number("campaign_id", "The campaign; 0: all.")
                    .number("hold", "Suspended: held, or the account or sender is stopped.")
                    .text("isp", "The ISP; empty: all.")
                    .number("new", "Not tried yet.")
                    .number("proc", "Leased to a node.")
                    .number("retry", "Waiting for another attempt.")
                    .number("total", "The sum of hold, new, proc and retry.");

    /** Writes the documented members in order. */
    public static void write(Out out, LaneStats stats) {
        out.number("account_id", stats.account)
                .number("campaign_id", stats.campaign)
                .number("hold", stats.suspended)
                .text("isp", stats.isp)
                .number("new", stats.fresh)
                .number("proc", stats.proc)
                .number("retry", stats.retry)
                .number("total", stats.suspended + stats.fresh + stats.proc + stats.retry);
    }

    /**
     * Amount of mail that a change of a scope affects.
     *
     * @param messages queued recipients
     */
    public record Affected(long messages, long accounts) {
        /** Reads the counters of the lanes of the scope, without the platform's own mail. */
        public static Affected count(Tx tx, QueueScope scope) {
            return tx.one(
                            "SELECT coalesce(sum(fresh + retry + proc), 0) AS messages, count(DISTINCT account_id) AS accounts FROM lanes"
                                    + " WHERE fresh + retry + proc > 0 AND account_id > 0 AND "
                                    + scope.sqlCondition(),
                            row -> new Affected(row.number("messages"), row.number("accounts")),
                            scope.argsAfter())
                    .orElseThrow();
        }

        /** Writes the member {@code touches} of a dry run. */
        public void write(Out out) {
            out.object(
                    "touches",
                    touches -> touches.number("messages", messages).number("accounts", accounts));
        }
    }
}
