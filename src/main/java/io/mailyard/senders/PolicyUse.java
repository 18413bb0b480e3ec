package io.mailyard.senders;

import io.mailyard.db.Tx;
import io.mailyard.policies.PolicyKind;
import java.util.List;

/** Finds the senders that use a policy, including deleted ones, which may be restored. */
final class PolicyUse {
    private PolicyUse() {}

    /** The names of the first few. */
    static List<String> of(SenderStore store, Tx tx, PolicyKind<?> kind, long id) {
        if (kind == PolicyKind.STRATEGY) {
            return store.namesUsing(
                    tx,
                    "strategy_id = ? OR id IN (SELECT sender_id FROM sender_isp_strategies WHERE strategy_id = ?)",
                    id,
                    id);
        }
        if (kind == PolicyKind.RETRY_RULE) {
            return store.namesUsing(tx, "retry_rule_id = ?", id);
        }
        if (kind == PolicyKind.LOCK_RULE) {
            return store.namesUsing(
                    tx,
                    "id IN (SELECT sender_id FROM sender_lock_rules WHERE lock_rule_id = ?)",
                    id);
        }
        if (kind == PolicyKind.ISP) {
            return store.namesUsing(
                    tx, "id IN (SELECT sender_id FROM sender_isp_strategies WHERE isp_id = ?)", id);
        }
        if (kind == PolicyKind.KEY) {
            return store.namesUsing(
                    tx, "id IN (SELECT sender_id FROM sender_dkim_keys WHERE key_id = ?)", id);
        }
        return List.of();
    }
}
