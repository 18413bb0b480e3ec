package io.mailyard.declare;

import io.mailyard.document.ObjectKind;
import io.mailyard.wire.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to be done so that a server is as a document wants.
 *
 * @param steps in the order in which they are done
 * @param unchanged objects of the document that are so already, by their kind
 * @param notes sentences that a person should read
 */
public record Plan(List<Step> steps, Map<ObjectKind, Integer> unchanged, List<String> notes) {
    public Plan {
        steps = List.copyOf(steps);
        notes = List.copyOf(notes);
    }

    /** For a script: {@code steps}, {@code unchanged} by kind, {@code notes}. */
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
