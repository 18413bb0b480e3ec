package io.mailyard.compare;

import io.mailyard.compare.AnswerTree.Branch;
import io.mailyard.compare.AnswerTree.Leaf;
import io.mailyard.compare.AnswerTree.ListTree;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares two answers to one call, member by member. For one thread. */
final class AnswerComparison {
    /** Differences listed of one call; an answer that is another one altogether has thousands. */
    static final int MOST = 1000;

    private final String call;
    private final ComparisonRules rules;
    private final MadeIds ids;
    private final List<MemberDifference> differences = new ArrayList<>();

    private AnswerComparison(String call, ComparisonRules rules, MadeIds ids) {
        this.call = call;
        this.rules = rules;
        this.ids = ids;
    }

    /**
     * Returns the differences, {@link #MOST} at most.
     *
     * @param call the path of the call
     */
    static List<MemberDifference> of(
            String call, AnswerTree old, AnswerTree now, ComparisonRules rules, MadeIds ids) {
        AnswerComparison comparison = new AnswerComparison(call, rules, ids);
        comparison.compare("", "", old, now);
        return List.copyOf(comparison.differences);
    }

    private void compare(String path, String name, AnswerTree old, AnswerTree now) {
        if (rules.ignores(path, name)) {
            return;
        }
        if (old instanceof Branch ours && now instanceof Branch theirs) {
            members(path, ours, theirs);
        } else if (old instanceof ListTree(List<AnswerTree> ours)
                && now instanceof ListTree(List<AnswerTree> theirs)) {
            items(path, name, ours, theirs);
        } else if (old instanceof Leaf ours && now instanceof Leaf theirs) {
            if (!areSame(name, ours, theirs)) {
                differ(path, name, ours.toString(), theirs.toString());
            }
        } else {
            differ(path, name, old.toString(), now.toString());
        }
    }

    private boolean areSame(String name, Leaf old, Leaf now) {
        if (!old.kind().equals(now.kind())) {
            return false;
        }
        return old.text().equals(now.text())
                || (old.kind().equals("number") && areEqualNumbers(old.text(), now.text()))
                || rules.areTimes(name, old.text(), now.text())
                || ids.areSame(call, name, old.text(), now.text());
    }

    private static boolean areEqualNumbers(String old, String now) {
        try {
            return new BigDecimal(old).compareTo(new BigDecimal(now)) == 0;
        } catch (NumberFormatException none) {
            return false;
        }
    }

    private void members(String path, Branch old, Branch now) {
        Set<String> names = new LinkedHashSet<>(old.members().keySet());
        names.addAll(now.members().keySet());
        for (String name : names) {
            String inner = path.isEmpty() ? name : path + "." + name;
            AnswerTree ours = old.members().get(name);
            AnswerTree theirs = now.members().get(name);
            if (ours == null || theirs == null) {
                if (!rules.ignores(inner, name)) {
                    differ(inner, name, shown(ours), shown(theirs));
                }
            } else {
                compare(inner, name, ours, theirs);
            }
        }
        if (rules.order()
                && !old.order().equals(now.order())
                && Set.copyOf(old.order()).equals(Set.copyOf(now.order()))) {
            differ(
                    path + "<order>",
                    "",
                    String.join(", ", old.order()),
                    String.join(", ", now.order()));
        }
    }

    private static String shown(@Nullable AnswerTree tree) {
        return tree == null ? "" : tree.toString();
    }

    /** Objects with ids are paired by them, other items by their places. */
    private void items(String path, String name, List<AnswerTree> old, List<AnswerTree> now) {
        Optional<Map<String, AnswerTree>> ours = byId(old);
        Optional<Map<String, AnswerTree>> theirs = byId(now);
        if (ours.isPresent() && theirs.isPresent() && !old.isEmpty() && !now.isEmpty()) {
            paired(path, ours.get(), theirs.get());
            return;
        }
        if (old.size() != now.size()) {
            differ(path, name, new ListTree(old).toString(), new ListTree(now).toString());
        }
        for (int i = 0; i < Math.min(old.size(), now.size()); i++) {
            compare(path + "[" + i + "]", name, old.get(i), now.get(i));
        }
    }

    private static Optional<Map<String, AnswerTree>> byId(List<AnswerTree> items) {
        Map<String, AnswerTree> byId = new LinkedHashMap<>();
        for (AnswerTree item : items) {
            if (!(item instanceof Branch(Map<String, AnswerTree> members, List<String> _))
                    || !(members.get("id") instanceof Leaf(String _, String id))
                    || byId.put(id, item) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(byId);
    }

    private void paired(String path, Map<String, AnswerTree> ours, Map<String, AnswerTree> theirs) {
        Map<String, AnswerTree> left = new LinkedHashMap<>(theirs);
        List<String> order = new ArrayList<>();
        ours.forEach((id, item) -> {
            String other = ids.other(call, "id", id);
            String there = left.containsKey(other) ? other : id;
            AnswerTree match = left.remove(there);
            String inner = path + "[id=" + id + "]";
            if (match == null) {
                differ(inner, "", item.toString(), "");
            } else {
                order.add(there);
                compare(inner, "", item, match);
            }
        });
        left.forEach((id, item) -> differ(path + "[id=" + id + "]", "", "", item.toString()));
        List<String> now = theirs.keySet().stream().filter(order::contains).toList();
        if (!now.equals(order)) {
            differ(path + "<order>", "", String.join(", ", order), String.join(", ", now));
        }
    }

    private void differ(String path, String name, String old, String now) {
        if (differences.size() < MOST) {
            boolean secret = ComparisonRules.isSecret(name);
            differences.add(
                    new MemberDifference(
                            path,
                            secret && !old.isEmpty() ? "***" : old,
                            secret && !now.isEmpty() ? "***" : now));
        }
    }
}
