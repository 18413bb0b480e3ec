package io.mailyard.policies;

import io.mailyard.api.Reference;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.FieldValues;
import io.mailyard.wire.Out;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The policies shipped with the program, which can be changed; changed ones are never overwritten.
 * A newer program brings newer bounce patterns and lock rules, which replace those that nobody has
 * changed.
 */
final class ShippedPolicies {
    private static final String ANSWERS = "answers";

    private ShippedPolicies() {}

    /**
     * Inserts all of them, unless another process was first. One audit row records how many of
     * each.
     */
    static void into(Change change) {
        if (PolicyKind.STRATEGY.table().count(change.tx(), FieldTable.ALL) > 0) {
            return;
        }
        // ISPs before policies that name them.
        Map<PolicyKind<?>, List<FieldValues>> all = new LinkedHashMap<>();
        all.put(PolicyKind.STRATEGY, List.of(FieldValues.NONE.with(Strategy.NAME, "60:60")));
        all.put(PolicyKind.RETRY_RULE, List.of(retryRule()));
        all.put(PolicyKind.ISP, ShippedIsps.all());
        all.put(PolicyKind.LOCK_RULE, ShippedLocks.all());
        all.put(PolicyKind.BOUNCE_PATTERN, ShippedBounces.all());
        all.forEach((kind, policies) -> policies.forEach(values -> insert(change, kind, values)));
        note(change);
        change.recordCreation(
                "policies.ship",
                Subject.of("policies", 1),
                out -> all.forEach((kind, policies) -> out.number(kind.noun(), policies.size())));
    }

    /** Whether a store has all policies that this version of the program ships. */
    static boolean isCurrent(Tx tx) {
        return version(tx) >= ShippedBounces.VERSION;
    }

    private static long version(Tx tx) {
        return tx.number(
                "SELECT coalesce(max(version), 1) FROM shipped_versions WHERE kind = ?", ANSWERS);
    }

    private static void note(Change change) {
        change.tx()
                .update(
                        "INSERT INTO shipped_versions (kind, version) VALUES (?, ?)"
                                + " ON CONFLICT (kind) DO UPDATE SET version = excluded.version",
                        ANSWERS,
                        ShippedBounces.VERSION);
    }

    /**
     * Updates the bounce patterns and lock rules of an older program. Keeps those that were
     * changed, and any policy that has the name of a new one.
     */
    static void refresh(Change change) {
        if (isCurrent(change.tx())) {
            return;
        }
        ShippedCount bounces = refresh(change, PolicyKind.BOUNCE_PATTERN, ShippedBounces.all());
        ShippedCount locks = refresh(change, PolicyKind.LOCK_RULE, ShippedLocks.all());
        note(change);
        change.recordCreation(
                "policies.ship",
                Subject.of("policies", 1),
                out -> {
                    bounces.write(out, PolicyKind.BOUNCE_PATTERN.noun());
                    locks.write(out, PolicyKind.LOCK_RULE.noun());
                });
    }

    private record ShippedCount(int added, int updated, int removed, int kept) {
        void write(Out out, String noun) {
            out.number(noun + "_added", added)
                    .number(noun + "_updated", updated)
                    .number(noun + "_removed", removed)
                    .number(noun + "_kept", kept);
        }
    }

    private static ShippedCount refresh(
            Change change, PolicyKind<?> kind, List<FieldValues> shipped) {
        Tx tx = change.tx();
        int added = 0;
        int updated = 0;
        int kept = 0;
        Set<String> names = new HashSet<>();
        for (FieldValues given : shipped) {
            String name = given.get(kind.label());
            names.add(name);
            Optional<PolicyRow> there = kind.labelled(tx, name);
            if (there.isPresent() && !untouched(there.get())) {
                kept++;
            } else if (there.isPresent()) {
                FieldValues values = FieldValues.initial(kind.fields()).under(given);
                PolicyRow before = there.get();
                kind.table()
                        .update(
                                tx,
                                PolicyRow.of(
                                        before.id(),
                                        true,
                                        before.get(PolicyRow.CREATED_AT),
                                        values));
                updated++;
            } else {
                insert(change, kind, given);
                added++;
            }
        }
        List<PolicyRow> gone =
                kind.table().where(tx, FieldTable.ALL).stream()
                        .filter(row -> untouched(row) && !names.contains(row.get(kind.label())))
                        .filter(row -> kind == PolicyKind.BOUNCE_PATTERN)
                        .toList();
        gone.forEach(row -> kind.table().delete(tx, row));
        return new ShippedCount(added, updated, gone.size(), kept);
    }

    /** Whether nobody has changed it since it was inserted. */
    private static boolean untouched(PolicyRow row) {
        return row.shipped() && row.get(PolicyRow.UPDATED_AT).equals(row.get(PolicyRow.CREATED_AT));
    }

    private static void insert(Change change, PolicyKind<?> kind, FieldValues given) {
        FieldValues values = FieldValues.initial(kind.fields()).under(given);
        long id = change.tx().nextId(kind.noun());
        kind.table().insert(change.tx(), Policies.kept(change, id, true, values));
        kind.rules().stored(change.tx(), id, values);
    }

    /** Fifteen retries, the last three days after the first attempt. */
    private static FieldValues retryRule() {
        return FieldValues.NONE.with(RetryRule.NAME, "default").with(RetryRule.TYPE, "geometric");
    }

    /** A value of {@link IspField#ISP}; empty: all. */
    static Reference isp(String name) {
        return new Reference.ByName(name);
    }
}
