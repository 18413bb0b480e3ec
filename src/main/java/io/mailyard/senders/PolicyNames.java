package io.mailyard.senders;

import io.mailyard.db.Tx;
import io.mailyard.policies.Policies;
import io.mailyard.policies.Policy;
import io.mailyard.policies.PolicyKind;
import io.mailyard.wire.Out;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names of the policies that a sender has, by their ids: as they were when it was read. */
final class PolicyNames {
    private final Map<PolicyKind<?>, Map<Long, String>> names = new HashMap<>();

    PolicyNames(Tx tx, Policies policies) {
        List.of(
                        PolicyKind.STRATEGY,
                        PolicyKind.RETRY_RULE,
                        PolicyKind.LOCK_RULE,
                        PolicyKind.ISP,
                        PolicyKind.KEY)
                .forEach(kind -> names.put(kind, read(tx, policies, kind)));
    }

    private static Map<Long, String> read(Tx tx, Policies policies, PolicyKind<?> kind) {
        Map<Long, String> read = new HashMap<>();
        for (Policy policy : policies.all(tx, kind)) {
            read.put(policy.id(), policy.name());
        }
        return read;
    }

    private String of(PolicyKind<?> kind, long id) {
        return names.getOrDefault(kind, Map.of()).getOrDefault(id, Long.toString(id));
    }

    private List<String> of(PolicyKind<?> kind, List<Long> ids) {
        return ids.stream().map(id -> of(kind, id)).toList();
    }

    /** Writes the members that name policies: by name, as {@code save} takes them, and by id. */
    void write(Out out, MtaSettings mta) {
        out.text("strategy", of(PolicyKind.STRATEGY, mta.strategy()))
                .number("strategy_id", mta.strategy())
                .objects(
                        "isp_strategies",
                        mta.ispStrategies(),
                        (each, one) ->
                                each.text("isp", of(PolicyKind.ISP, one.isp()))
                                        .number("isp_id", one.isp())
                                        .text("strategy", of(PolicyKind.STRATEGY, one.strategy()))
                                        .number("strategy_id", one.strategy()))
                .text("retry_rule", of(PolicyKind.RETRY_RULE, mta.retryRule()))
                .number("retry_rule_id", mta.retryRule())
                .texts("lock_rules", of(PolicyKind.LOCK_RULE, mta.lockRules()))
                .numbers("lock_rule_ids", mta.lockRules())
                .texts("dkim_keys", of(PolicyKind.KEY, mta.dkimKeys()))
                .numbers("dkim_key_ids", mta.dkimKeys());
    }
}
