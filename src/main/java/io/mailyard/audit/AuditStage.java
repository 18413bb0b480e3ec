package io.mailyard.audit;

import io.mailyard.db.GroupStage;
import io.mailyard.db.Tx;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chains and stores the changes of a write group at its end: one read of the head, one batch, one
 * new head.
 */
final class AuditStage implements GroupStage<AuditEntry> {
    private static final String INSERT =
            "INSERT INTO audit (id, at, actor, address, user_agent, request_id, action, object_type,"
                    + " object_id, account_id, before, after, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    @Override
    public void flush(Tx tx, List<AuditEntry> changes) {
        AuditStore.ChainHead head = AuditStore.head(tx);
        Chain chain = new Chain();
        List<@Nullable Object[]> rows = new ArrayList<>(changes.size());
        long id = head.id();
        String hash = head.hash();
        for (AuditEntry change : changes) {
            id++;
            hash = chain.hash(hash, id, change);
            rows.add(row(id, change, hash));
        }
        tx.updateAll(INSERT, rows);
        tx.update("UPDATE audit_head SET id = ?, hash = ? WHERE one = 1", id, hash);
    }

    private static @Nullable Object[] row(long id, AuditEntry change, String hash) {
        return new @Nullable Object[] {
            id,
            change.at(),
            change.actor().name(),
            change.actor().address(),
            change.actor().userAgent(),
            change.actor().requestId(),
            change.action(),
            change.objectType(),
            change.objectId(),
            change.account().map(account -> (Object) account.value()).orElse(null),
            change.before().orElse(null),
            change.after().orElse(null),
            hash
        };
    }
}
