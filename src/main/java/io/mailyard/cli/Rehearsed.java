package io.mailyard.cli;

import io.mailyard.web.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a dry run foresaw: what would be done to what, member by member, and how much it touches.
 */
final class Rehearsed {
    private static final String TOUCHES = "touches";

    private Rehearsed() {}

    /** For people; a line where nothing would change. */
    static List<String> lines(Answer answer) {
        List<String> lines = new ArrayList<>();
        for (Value change : answer.rows("changes")) {
            change(members(change), lines);
        }
        if (lines.isEmpty()) {
            members(answer.data())
                    .forEach((name, value) ->
                            lines.add("  " + Visible.text(name) + ": " + Sheet.cell(value)));
        }
        if (lines.isEmpty()) {
            lines.add("  nothing: it is so already");
        }
        members(answer.envelope().getOrDefault(TOUCHES, new Value.Nothing()))
                .forEach((noun, count) ->
                        lines.add("  touches " + Sheet.cell(count) + " of " + Visible.text(noun)));
        return lines;
    }

    /** For scripts: the members of the answer that a dry run adds. */
    static Value json(Answer answer) {
        Map<String, Value> kept = new LinkedHashMap<>();
        kept.put("changes", new Value.Items(answer.rows("changes")));
        if (answer.rows("changes").isEmpty() && !members(answer.data()).isEmpty()) {
            kept.put("data", answer.data());
        }
        answer.member(TOUCHES).ifPresent(touches -> kept.put(TOUCHES, touches));
        return new Value.Members(kept);
    }

    private static void change(Map<String, Value> change, List<String> lines) {
        lines.add("  " + cell(change, "action") + " " + cell(change, "object_id"));
        Map<String, Value> before = members(change.getOrDefault("before", new Value.Nothing()));
        Map<String, Value> after = members(change.getOrDefault("after", new Value.Nothing()));
        Set<String> names = new LinkedHashSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            String was = before.isEmpty() ? "" : cell(before, name);
            String is = after.isEmpty() ? "" : cell(after, name);
            String arrow = before.isEmpty() || after.isEmpty() ? "" : " -> ";
            lines.add("    " + Visible.text(name) + ": " + was + arrow + is);
        }
    }

    private static String cell(Map<String, Value> members, String name) {
        return Sheet.cell(members.getOrDefault(name, new Value.Nothing()));
    }

    private static Map<String, Value> members(Value value) {
        return value instanceof Value.Members(Map<String, Value> members) ? members : Map.of();
    }
}
