package io.mailyard.outcomes;

import io.mailyard.api.ObjectSchema;
import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.lanes.StagedChange.LedgerStep;
import io.mailyard.statistics.StatisticsCounts;
import io.mailyard.statistics.StatisticsFigure;
import io.mailyard.wire.Out;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Counts of accepted and finished recipients by account. */
public final class Ledger {
    private static final String ADD =
            "INSERT INTO ledger (account_id, accepted, delivered, bounced, expired, purged) VALUES (?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (account_id) DO UPDATE SET accepted = ledger.accepted + excluded.accepted,"
                    + " delivered = ledger.delivered + excluded.delivered, bounced = ledger.bounced + excluded.bounced,"
                    + " expired = ledger.expired + excluded.expired, purged = ledger.purged + excluded.purged";

    /** By account, accepted recipients minus those accounted for. */
    private static final String IMBALANCE =
            "SELECT account_id, sum(part) AS off FROM ("
                    + "SELECT account_id, accepted - delivered - bounced - expired - purged AS part FROM ledger"
                    + " UNION ALL SELECT account_id, -(fresh + retry + proc) FROM lanes WHERE fresh + retry + proc > 0"
                    + ") AS parts WHERE account_id > 0 GROUP BY account_id";

    private Ledger() {}

    /**
     * Balance of an account or of the platform.
     *
     * @param queued recipients counted by the lanes
     */
    public record Balance(
            long accepted, long delivered, long bounced, long expired, long purged, long queued) {
        /** As {@link #write} writes it. */
        static final ObjectSchema SCHEMA =
                ObjectSchema.of("Ledger", "What became of accepted mail, counted in recipients.")
                        .number("accepted", "Accepted.")
                        .number("delivered", "Accepted by mail hosts.")
                        .number("bounced", "Permanently refused.")
                        .number("expired", "Given up after all retries.")
                        .number("purged", "Purged from the queue.")
                        .number("queued", "Still queued.")
                        .flag("balanced", "Whether accepted is the sum of the others.");

        void write(Out out) {
            out.number("accepted", accepted)
                    .number("delivered", delivered)
                    .number("bounced", bounced)
                    .number("expired", expired)
                    .number("purged", purged)
                    .number("queued", queued)
                    .flag("balanced", isBalanced());
        }

        /** Whether no recipient is missing or counted twice. */
        public boolean isBalanced() {
            return accepted == delivered + bounced + expired + purged + queued;
        }
    }

    /**
     * Result of a reconciliation.
     *
     * @param recipients counted recipients, or the total imbalance
     * @param faults number of faults; 0 if it balances
     */
    public record Reconciled(long recipients, long messages, long accounts, long faults) {}

    /**
     * Counts every recipient in one snapshot of the store and compares; see {@link Reconciliation}.
     *
     * @param fault receives each fault as a sentence that names the message, lane or account
     * @param progress receives the number of recipients counted so far
     */
    public static Reconciled reconcile(
            Database database, Consumer<String> fault, LongConsumer progress) {
        return Reconciliation.run(database, fault, progress);
    }

    /**
     * Imbalance of the ledger; both values are 0 while it balances.
     *
     * @param recipients counted recipients, or the total imbalance
     * @param accounts accounts that do not balance
     */
    public record Imbalance(long recipients, long accounts) {}

    /** Computed from counters only. */
    public static Imbalance imbalance(Tx tx) {
        return tx.one(
                        "SELECT coalesce(sum(abs(off)), 0) AS recipients,"
                                + " count(CASE WHEN off <> 0 THEN 1 END) AS accounts FROM ("
                                + IMBALANCE
                                + ") AS accounts",
                        row -> new Imbalance(row.number("recipients"), row.number("accounts")))
                .orElseThrow();
    }

    /** The largest imbalances by account id, at most {@code most}. */
    public static Map<Long, Long> worst(Tx tx, int most) {
        Map<Long, Long> worst = new LinkedHashMap<>();
        tx.query(
                        "SELECT account_id, off FROM ("
                                + IMBALANCE
                                + ") AS accounts WHERE off <> 0 ORDER BY abs(off) DESC, account_id LIMIT ?",
                        row -> Map.entry(row.number("account_id"), row.number("off")),
                        most)
                .forEach(entry -> worst.put(entry.getKey(), entry.getValue()));
        return worst;
    }

    /**
     * Adds the changes to the ledger, one row for each account; suppressed recipients count as
     * bounced.
     */
    public static void step(Tx tx, List<LedgerStep> steps) {
        Map<Long, StatisticsCounts> sums = new LinkedHashMap<>();
        steps.forEach(step ->
                sums.computeIfAbsent(step.account(), _ -> new StatisticsCounts())
                        .add(step.counts()));
        List<@Nullable Object[]> rows = new ArrayList<>(sums.size());
        sums.forEach((account, sum) -> {
            long accepted = sum.count(StatisticsFigure.ACCEPTED);
            long delivered = sum.count(StatisticsFigure.DELIVERED);
            long bounced =
                    sum.count(StatisticsFigure.BOUNCED_HARD)
                            + sum.count(StatisticsFigure.BOUNCED_SOFT)
                            + sum.count(StatisticsFigure.SUPPRESSED);
            long expired = sum.count(StatisticsFigure.EXPIRED);
            long purged = sum.count(StatisticsFigure.PURGED);
            if ((accepted | delivered | bounced | expired | purged) != 0) {
                rows.add(
                        new @Nullable Object[] {
                            account, accepted, delivered, bounced, expired, purged
                        });
            }
        });
        tx.updateAll(ADD, rows);
    }

    /** The balance of an account, or of the platform if none is given. */
    public static Balance balance(Tx tx, Optional<AccountId> account) {
        String where = account.isPresent() ? " WHERE account_id = ?" : " WHERE account_id > 0";
        @Nullable Object[] args =
                account.map(id -> new @Nullable Object[] {id.value()})
                        .orElse(new @Nullable Object[0]);
        long queued =
                tx.number("SELECT coalesce(sum(fresh + retry + proc), 0) FROM lanes" + where, args);
        return tx.one(
                        "SELECT coalesce(sum(accepted), 0) AS accepted, coalesce(sum(delivered), 0) AS delivered,"
                                + " coalesce(sum(bounced), 0) AS bounced, coalesce(sum(expired), 0) AS expired,"
                                + " coalesce(sum(purged), 0) AS purged FROM ledger"
                                + where,
                        row ->
                                new Balance(
                                        row.number("accepted"),
                                        row.number("delivered"),
                                        row.number("bounced"),
                                        row.number("expired"),
                                        row.number("purged"),
                                        queued),
                        args)
                .orElseThrow();
    }
}
