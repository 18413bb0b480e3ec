package io.mailyard.cli;

import io.mailyard.web.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A change that a dry run foresaw, as lines: what would be done to what, member by member. */
final class Rehearsed {
    private Rehearsed() {}

    static List<String> lines(Value value) {
        if (!(value instanceof Value.Members(Map<String, Value> change))) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("  " + cell(change, "action") + " " + cell(change, "object_id"));
        Map<String, Value> before = members(change, "before");
        Map<String, Value> after = members(change, "after");
        Set<String> names = new LinkedHashSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            String was = before.isEmpty() ? "" : cell(before, name) + " -> ";
            String is = after.isEmpty() ? "gone" : cell(after, name);
            lines.add("    " + Visible.text(name) + ": " + was + is);
        }
        return lines;
    }

    private static String cell(Map<String, Value> members, String name) {
        return Sheet.cell(members.getOrDefault(name, new Value.Nothing()));
    }

    private static Map<String, Value> members(Map<String, Value> change, String name) {
        return change.get(name) instanceof Value.Members(Map<String, Value> members)
                ? members
                : Map.of();
    }
}
