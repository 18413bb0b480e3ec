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
 * One thing that a plan does.
 *
 * @param entry what is wanted; of a deletion, what the server has
 * @param fields what differs, or what a new object is given
 */
public record Step(Action action, Entry entry, List<Field> fields) {
    /** What is done. */
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

        /** A sign for a line of its own. */
        public String mark() {
            return mark;
        }

        /** When it is done. */
        public String done() {
            return done;
        }
    }

    /**
     * A member.
     *
     * @param before as the server has it; empty: it has none
     */
    public record Field(String name, Optional<Value> before, Value after) {
        /** What it is to be, as it may be shown. */
        public Value shown() {
            return name.equals(Schema.PRIVATE_KEY_FILE) ? new Value.Text("***") : after;
        }
    }

    /** Such as {@code user 'anna' of account 'acme'}. */
    public String subject() {
        return entry.shown();
    }

    ObjectKind kind() {
        return entry.kind();
    }

    /** The members that differ, as they are to be. */
    Map<String, Value> after() {
        return fields.stream()
                .collect(
                        Collectors.toMap(
                                Field::name, Field::after, (_, last) -> last, LinkedHashMap::new));
    }

    /** One that differs. */
    Optional<Field> field(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }

    /**
     * For a script: {@code kind}, {@code account}, {@code name}, {@code action}, {@code fields}.
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

    private static Value json(Field field) {
        Map<String, Value> one = new LinkedHashMap<>();
        one.put("name", new Value.Text(field.name()));
        one.put("before", field.before().orElseGet(Value.Nothing::new));
        one.put("after", field.shown());
        return new Value.Members(one);
    }
}
