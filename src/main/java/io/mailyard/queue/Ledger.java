package io.mailyard.queue;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.queue.Item.LedgerStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was accepted and what became of it, in recipients, by account. */
public final class Ledger {
    private static final String ADD =
            "INSERT INTO ledger (account_id, accepted, delivered, bounced, expired, purged) VALUES (?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (account_id) DO UPDATE SET accepted = ledger.accepted + excluded.accepted,"
                    + " delivered = ledger.delivered + excluded.delivered, bounced = ledger.bounced + excluded.bounced,"
                    + " expired = ledger.expired + excluded.expired, purged = ledger.purged + excluded.purged";

    private Ledger() {}

    /**
     * One account's, or the platform's.
     *
     * @param queued what the lanes count
     */
    public record Sheet(
            long accepted, long delivered, long bounced, long expired, long purged, long queued) {
        /** Whether nothing is missing and nothing is there twice. */
        public boolean balanced() {
            return accepted == delivered + bounced + expired + purged + queued;
        }
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

    /** The sheet of an account, or where none is named of the platform. */
    public static Sheet sheet(Tx tx, Optional<AccountId> account) {
        String where = account.isPresent() ? " WHERE account_id = ?" : "";
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
