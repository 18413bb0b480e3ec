package io.mailyard.agent;

import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Differences between the configuration a node runs and the one it should run, field by field. */
final class ConfigDrift {
    /** Maximum number of fields; the last line counts the rest. */
    private static final int MAX_FIELDS = 100;

    private final List<String> fields = new ArrayList<>();
    private int more;

    private ConfigDrift() {}

    /** Paths that differ, for example {@code senders[3].strategy.concurrent_connections}. */
    static List<String> between(String running, String desired) {
        ConfigDrift drift = new ConfigDrift();
        drift.compare("", JsonText.read(running), JsonText.read(desired));
        if (drift.more > 0) {
            drift.fields.add("and " + drift.more + " more");
        }
        return List.copyOf(drift.fields);
    }

    private void compare(String path, Value running, Value desired) {
        if (running.equals(desired)) {
            return;
        }
        if (running instanceof Value.Members(Map<String, Value> was)
                && desired instanceof Value.Members(Map<String, Value> is)) {
            Set<String> names = new LinkedHashSet<>(is.keySet());
            names.addAll(was.keySet());
            names.forEach(name ->
                    compare(
                            path.isEmpty() ? name : path + "." + name,
                            was.getOrDefault(name, new Value.Nothing()),
                            is.getOrDefault(name, new Value.Nothing())));
        } else if (running instanceof Value.Items(List<Value> was)
                && desired instanceof Value.Items(List<Value> is)) {
            items(path, was, is);
        } else {
            add(path);
        }
    }

    /** Objects are matched by id, so that removing one does not make all later ones differ. */
    private void items(String path, List<Value> was, List<Value> is) {
        for (int i = 0; i < Math.max(was.size(), is.size()); i++) {
            Value desired = i < is.size() ? is.get(i) : new Value.Nothing();
            String label = label(desired, i);
            Value running =
                    label.equals(String.valueOf(i))
                            ? i < was.size() ? was.get(i) : new Value.Nothing()
                            : labelled(was, label);
            if (i < is.size()) {
                compare(path + "[" + label + "]", running, desired);
            }
        }
        for (int i = 0; i < was.size(); i++) {
            String label = label(was.get(i), i);
            boolean gone =
                    label.equals(String.valueOf(i))
                            ? i >= is.size()
                            : labelled(is, label) instanceof Value.Nothing;
            if (gone) {
                add(path + "[" + label + "]");
            }
        }
    }

    private static Value labelled(List<Value> values, String label) {
        return values.stream()
                .filter(value -> label(value, -1).equals(label))
                .findFirst()
                .orElse(new Value.Nothing());
    }

    private static String label(Value value, int index) {
        return value instanceof Value.Members(Map<String, Value> members)
                        && members.get("id") instanceof Value.Numeral(String id)
                ? "id " + id
                : String.valueOf(index);
    }

    private void add(String path) {
        if (fields.size() < MAX_FIELDS) {
            fields.add(path.isEmpty() ? "all" : path);
        } else {
            more++;
        }
    }
}
