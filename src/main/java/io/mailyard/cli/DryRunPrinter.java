package io.mailyard.cli;

import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Prints the result of a dry run: which members of which objects would change, and what the change
 * would affect.
 */
final class DryRunPrinter {
    /** The member with the token of a plan. */
    static final String PLAN = "plan_token";

    private static final String TOUCHES = "touches";
    private static final String IMPACT = "impact";

    private DryRunPrinter() {}

    /** Lines for people; a single one if nothing would change. */
    static List<String> lines(ServerAnswer answer) {
        List<String> lines = new ArrayList<>();
        for (Value change : answer.rows("changes")) {
            change(members(change), lines);
        }
        if (lines.isEmpty()) {
            members(answer.data())
                    .forEach((name, value) ->
                            lines.add(
                                    "  "
                                            + TerminalText.text(name)
                                            + ": "
                                            + ObjectPrinter.cell(value)));
        }
        if (lines.isEmpty()) {
            lines.add("  nothing: no change is needed");
        }
        touches(members(answer.envelope().getOrDefault(TOUCHES, new Value.Nothing())), lines);
        answer.member(IMPACT).ifPresent(impact -> impact(members(impact), lines));
        answer.member(PLAN)
                .ifPresent(token ->
                        lines.add(
                                "  valid for 15 minutes: --plan-token "
                                        + ObjectPrinter.cell(token)));
        return lines;
    }

    /** The members that a dry run adds to the answer, for scripts. */
    static Value json(ServerAnswer answer) {
        Map<String, Value> kept = new LinkedHashMap<>();
        kept.put("changes", new Value.Items(answer.rows("changes")));
        if (answer.rows("changes").isEmpty() && !members(answer.data()).isEmpty()) {
            kept.put("data", answer.data());
        }
        for (String name : List.of(TOUCHES, IMPACT, PLAN)) {
            answer.member(name).ifPresent(value -> kept.put(name, value));
        }
        return new Value.Members(kept);
    }

    /** Prints what else the change affects; an empty table takes one line. */
    private static void touches(Map<String, Value> counts, List<String> lines) {
        int before = lines.size();
        counts.forEach((noun, count) -> {
            String number = ObjectPrinter.cell(count);
            if (!number.equals("0")) {
                lines.add("  touches " + number + " of " + TerminalText.text(noun));
            }
        });
        if (!counts.isEmpty() && lines.size() == before) {
            lines.add("  affects nothing else");
        }
    }

    private static void impact(Map<String, Value> impact, List<String> lines) {
        lines.add(
                "  accounts affected: "
                        + cell(impact, "accounts")
                        + ", with "
                        + cell(impact, "messages")
                        + " messages queued");
        if (impact.containsKey("looked_at")) {
            lines.add("  of these examined: " + cell(impact, "looked_at"));
        }
        List<Value> rules = items(impact, "shares");
        rules.forEach(rule -> rule(members(rule), lines));
        if (!cell(impact, "rules").equals(String.valueOf(rules.size()))) {
            lines.add("  of " + cell(impact, "rules") + " rules with changed shares");
        }
        if (!cell(impact, "without_sender").equals("0")) {
            lines.add(
                    "  accounts without an available sender: "
                            + cell(impact, "without_sender")
                            + " ("
                            + cell(impact, "accounts_without_sender")
                            + ")");
        }
    }

    private static void rule(Map<String, Value> rule, List<String> lines) {
        lines.add(
                "  account "
                        + cell(rule, "account_id")
                        + ", virtual sender "
                        + cell(rule, "name")
                        + ", rule "
                        + cell(rule, "rule")
                        + " ("
                        + (cell(rule, "type") + " " + cell(rule, "value")).strip()
                        + "):");
        for (Value value : items(rule, "senders")) {
            Map<String, Value> part = members(value);
            String reason = cell(part, "left_out");
            lines.add(
                    "    sender "
                            + cell(part, "sender_id")
                            + ": "
                            + cell(part, "share")
                            + "% of messages, "
                            + cell(part, "percent")
                            + "% by the rule"
                            + (reason.equals("-") ? "" : "; " + reason));
        }
    }

    private static List<Value> items(Map<String, Value> members, String name) {
        return members.get(name) instanceof Value.Items(List<Value> values) ? values : List.of();
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
            lines.add("    " + TerminalText.text(name) + ": " + was + arrow + is);
        }
    }

    private static String cell(Map<String, Value> members, String name) {
        return ObjectPrinter.cell(members.getOrDefault(name, new Value.Nothing()));
    }

    private static Map<String, Value> members(Value value) {
        return value instanceof Value.Members(Map<String, Value> members) ? members : Map.of();
    }
}
