package io.mailyard.declare;

import io.mailyard.document.ObjectKind;
import io.mailyard.wire.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The steps that make a server match a document.
 *
 * @param steps the steps, in the order in which they are executed
 * @param unchanged objects of the document that match already, by kind
 * @param notes sentences that a person should read
 */
public record Plan(List<Step> steps, Map<ObjectKind, Integer> unchanged, List<String> notes) {
    public Plan {
        steps = List.copyOf(steps);
        notes = List.copyOf(notes);
    }

    /** JSON for scripts: {@code steps}, {@code unchanged} by kind, {@code notes}. */
    public Value json() {
        Map<String, Value> plan = new LinkedHashMap<>();
        plan.put("steps", new Value.Items(steps.stream().map(Step::json).toList()));
        Map<String, Value> counts = new LinkedHashMap<>();
        unchanged.forEach((kind, count) -> counts.put(kind.word(), ServerIds.numeral(count)));
        plan.put("unchanged", new Value.Members(counts));
        plan.put("notes", new Value.Items(notes.stream().<Value>map(Value.Text::new).toList()));
        return new Value.Members(plan);
    }
}
