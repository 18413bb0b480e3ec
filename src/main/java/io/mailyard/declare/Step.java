package io.mailyard.declare;

import io.mailyard.document.Entry;
import io.mailyard.document.ObjectKind;
import io.mailyard.document.Schema;
import io.mailyard.wire.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One step of a plan.
 *
 * @param entry the wanted object; for a deletion, the server's
 * @param fields the members that differ, or those that a new object is given
 */
public record Step(Action action, Entry entry, List<StepField> fields) {
    /** The action of a step. */
    public enum Action {
        CREATE("+", "created"),
        CHANGE("~", "changed"),
        DELETE("-", "deleted");

        private final String mark;
        private final String done;

        Action(String mark, String done) {
            this.mark = mark;
            this.done = done;
        }

        /** A mark for the step's line. */
        public String mark() {
            return mark;
        }

        /** The word for the executed step. */
        public String done() {
            return done;
        }
    }

    /**
     * A member.
     *
     * @param before the server's value; empty if it has none
     */
    public record StepField(String name, Optional<Value> before, Value after) {
        /** The wanted value, as it may be shown. */
        public Value shown() {
            return name.equals(Schema.PRIVATE_KEY_FILE) ? new Value.Text("***") : after;
        }
    }

    /** The object, for example {@code user 'anna' of account 'acme'}. */
    public String subject() {
        return entry.shown();
    }

    ObjectKind kind() {
        return entry.kind();
    }

    /** The members that differ, with their wanted values. */
    Map<String, Value> after() {
        return fields.stream()
                .collect(
                        Collectors.toMap(
                                StepField::name,
                                StepField::after,
                                (_, last) -> last,
                                LinkedHashMap::new));
    }

    /** A member that differs. */
    Optional<StepField> field(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }

    /**
     * JSON for scripts: {@code kind}, {@code account}, {@code name}, {@code action}, {@code
     * fields}.
     */
    public Value json() {
        Map<String, Value> step = new LinkedHashMap<>();
        step.put("kind", new Value.Text(kind().word()));
        if (kind().owned()) {
            step.put("account", new Value.Text(entry.account()));
        }
        step.put("name", new Value.Text(entry.name()));
        step.put("action", new Value.Text(action.name().toLowerCase(Locale.ROOT)));
        if (action != Action.DELETE) {
            step.put("fields", new Value.Items(fields.stream().map(Step::json).toList()));
        }
        return new Value.Members(step);
    }

    private static Value json(StepField field) {
        Map<String, Value> one = new LinkedHashMap<>();
        one.put("name", new Value.Text(field.name()));
        one.put("before", field.before().orElseGet(Value.Nothing::new));
        one.put("after", field.shown());
        return new Value.Members(one);
    }
}
