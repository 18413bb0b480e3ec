package io.mailyard.policies;

import io.mailyard.web.Reference;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What comes with the program: it may be changed, and is not put in again. */
final class Shipped {
    private Shipped() {}

    /**
     * Puts all of it in, unless it is there: another process may have been first. One audit row
     * tells how many of each.
     */
    static void into(Change change) {
        if (PolicyKind.STRATEGY.table().count(change.tx()) > 0) {
            return;
        }
        // ISPs before what names them.
        Map<PolicyKind<?>, List<Values>> all = new LinkedHashMap<>();
        all.put(PolicyKind.STRATEGY, List.of(Values.NONE.with(Strategy.NAME, "60:60")));
        all.put(PolicyKind.RETRY_RULE, List.of(retryRule()));
        all.put(PolicyKind.ISP, ShippedIsps.all());
        all.put(PolicyKind.LOCK_RULE, ShippedLocks.all());
        all.put(PolicyKind.BOUNCE_PATTERN, ShippedBounces.all());
        all.forEach((kind, policies) -> policies.forEach(values -> insert(change, kind, values)));
        change.created(
                "policies.ship",
                Subject.of("policies", 1),
                out -> all.forEach((kind, policies) -> out.number(kind.noun(), policies.size())));
    }

    private static void insert(Change change, PolicyKind<?> kind, Values given) {
        Values values = Values.initial(kind.fields()).under(given);
        long id = change.tx().nextId(kind.noun());
        kind.table().insert(change.tx(), Policies.kept(change, id, true, values));
        kind.rules().stored(change.tx(), id, values);
    }

    /** Fifteen retries, the last three days after the first attempt. */
    private static Values retryRule() {
        return Values.NONE.with(RetryRule.NAME, "default").with(RetryRule.TYPE, "geometric");
    }

    /** A value of {@link IspMember#ISP}; empty: all. */
    static Reference isp(String name) {
        return new Reference.ByName(name);
    }
}
