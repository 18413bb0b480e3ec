package io.mailyard.queue;

import io.mailyard.api.ObjectSchema;
import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.queue.StagedChange.LedgerStep;
import io.mailyard.wire.Out;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** What was accepted and what became of it, in recipients, by account. */
public final class Ledger {
    private static final String ADD =
            "INSERT INTO ledger (account_id, accepted, delivered, bounced, expired, purged) VALUES (?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (account_id) DO UPDATE SET accepted = ledger.accepted + excluded.accepted,"
                    + " delivered = ledger.delivered + excluded.delivered, bounced = ledger.bounced + excluded.bounced,"
                    + " expired = ledger.expired + excluded.expired, purged = ledger.purged + excluded.purged";

    /** By account, how many more were accepted than are anywhere. */
    private static final String OFF =
            "SELECT account_id, sum(part) AS off FROM ("
                    + "SELECT account_id, accepted - delivered - bounced - expired - purged AS part FROM ledger"
                    + " UNION ALL SELECT account_id, -(fresh + retry + proc) FROM lanes WHERE fresh + retry + proc > 0"
                    + ") AS parts WHERE account_id > 0 GROUP BY account_id";

    private Ledger() {}

    /**
     * One account's, or the platform's.
     *
     * @param queued what the lanes count
     */
    public record Sheet(
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
                    .flag("balanced", balanced());
        }

        /** Whether nothing is missing and nothing is there twice. */
        public boolean balanced() {
            return accepted == delivered + bounced + expired + purged + queued;
        }
    }

    /**
     * What a reconciliation found.
     *
     * @param recipients that were counted
     * @param faults 0: it balances
     */
    public record Reconciled(long recipients, long messages, long accounts, long faults) {}

    /**
     * Counts every recipient on one snapshot of the store and compares; see {@link Reconciliation}.
     *
     * @param fault told each thing that is wrong, in a sentence that names the message, the lane or
     *     the account
     * @param progress told how many recipients were counted so far
     */
    public static Reconciled reconcile(
            Database database, Consumer<String> fault, LongConsumer progress) {
        return Reconciliation.run(database, fault, progress);
    }

    /**
     * How far the ledger is off; both 0 while it balances.
     *
     * @param recipients too many or too few, over all accounts
     * @param accounts that do not balance
     */
    record Off(long recipients, long accounts) {}

    /** From counters alone. */
    static Off off(Tx tx) {
        return tx.one(
                        "SELECT coalesce(sum(abs(off)), 0), count(CASE WHEN off <> 0 THEN 1 END) FROM ("
                                + OFF
                                + ") AS accounts",
                        row -> new Off(row.number(1), row.number(2)))
                .orElseThrow();
    }

    /** By how much the accounts are off that are off most, by their ids; {@code most} at most. */
    static Map<Long, Long> worst(Tx tx, int most) {
        Map<Long, Long> worst = new LinkedHashMap<>();
        tx.query(
                        "SELECT account_id, off FROM ("
                                + OFF
                                + ") AS accounts WHERE off <> 0 ORDER BY abs(off) DESC, account_id LIMIT ?",
                        row -> Map.entry(row.number(1), row.number(2)),
                        most)
                .forEach(one -> worst.put(one.getKey(), one.getValue()));
        return worst;
    }

    static void step(Tx tx, List<LedgerStep> steps) {
        Map<Long, LedgerStep> sums = new LinkedHashMap<>();
        steps.forEach(step -> sums.merge(step.account(), step, LedgerStep::and));
        List<@Nullable Object[]> rows = new ArrayList<>(sums.size());
        for (LedgerStep sum : sums.values()) {
            rows.add(
                    new @Nullable Object[] {
                        sum.account(),
                        sum.accepted(),
                        sum.delivered(),
                        sum.bounced(),
                        sum.expired(),
                        sum.purged()
                    });
        }
        tx.updateAll(ADD, rows);
    }

    /**
     * The sheet of an account, or where none is named of all of them, without the platform's own
     * mail.
     */
    public static Sheet sheet(Tx tx, Optional<AccountId> account) {
        String where = account.isPresent() ? " WHERE account_id = ?" : " WHERE account_id > 0";
        @Nullable Object[] args =
                account.map(id -> new @Nullable Object[] {id.value()})
                        .orElse(new @Nullable Object[0]);
        long queued =
                tx.number("SELECT coalesce(sum(fresh + retry + proc), 0) FROM lanes" + where, args);
        return tx.one(
                        "SELECT coalesce(sum(accepted), 0), coalesce(sum(delivered), 0), coalesce(sum(bounced), 0),"
                                + " coalesce(sum(expired), 0), coalesce(sum(purged), 0) FROM ledger"
                                + where,
                        row ->
                                new Sheet(
                                        row.number(1),
                                        row.number(2),
                                        row.number(3),
                                        row.number(4),
                                        row.number(5),
                                        queued),
                        args)
                .orElseThrow();
    }
}
