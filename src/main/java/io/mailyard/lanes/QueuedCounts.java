package io.mailyard.lanes;

import io.mailyard.base.AccountId;
import io.mailyard.db.InClause;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.senders.SenderId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Queued recipients by account, to show what a change would affect. */
public final class QueuedCounts {
    private static final String SELECT =
            "SELECT account_id, coalesce(CAST(sum(fresh + retry + proc) AS bigint), 0) AS queued FROM lanes"
                    + " WHERE fresh + retry + proc > 0 AND ";
    private static final String BY_ACCOUNT = " GROUP BY account_id";

    private QueuedCounts() {}

    /** Mail of these senders. */
    public static Map<AccountId, Long> with(Tx tx, Collection<SenderId> senders) {
        Map<AccountId, Long> queued = new HashMap<>();
        List<Long> ids = senders.stream().map(SenderId::value).toList();
        for (List<Long> part : InClause.parts(ids)) {
            tx.query(
                            SELECT + "sender_id IN " + InClause.list(part.size()) + BY_ACCOUNT,
                            QueuedCounts::row,
                            InClause.args(part))
                    .forEach(entry -> queued.merge(entry.getKey(), entry.getValue(), Long::sum));
        }
        return queued;
    }

    /** Mail of an account routed by this virtual sender. */
    public static Map<AccountId, Long> by(Tx tx, AccountId account, long vsender) {
        Map<AccountId, Long> queued = new HashMap<>();
        tx.query(
                        SELECT + "account_id = ? AND vsender_id = ?" + BY_ACCOUNT,
                        QueuedCounts::row,
                        account.value(),
                        vsender)
                .forEach(entry -> queued.put(entry.getKey(), entry.getValue()));
        return queued;
    }

    private static Map.Entry<AccountId, Long> row(Row row) {
        return Map.entry(new AccountId(row.number("account_id")), row.number("queued"));
    }
}
