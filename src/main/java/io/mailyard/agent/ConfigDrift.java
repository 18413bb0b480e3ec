package io.mailyard.agent;

import io.mailyard.nodes.NodeFacts.ConfigDifference;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Differences between the configuration a node runs and the one it should run, field by field. */
final class ConfigDrift {
    /** Maximum number of fields; the last line counts the rest. */
    private static final int MAX_FIELDS = 100;

    /** A longer value is cut: what differs is seen, and an answer stays small. */
    private static final int MAX_CHARS = 200;

    /** Names of values that are never shown. */
    private static final Pattern SECRET =
            Pattern.compile("(?i).*(secret|password|private|token|credential).*");

    private final List<ConfigDifference> fields = new ArrayList<>();
    private int more;

    private ConfigDrift() {}

    /** Paths that differ, for example {@code senders[3].strategy.concurrent_connections}. */
    static List<ConfigDifference> between(String running, String desired) {
        ConfigDrift drift = new ConfigDrift();
        drift.compare("", JsonText.read(running), JsonText.read(desired));
        if (drift.more > 0) {
            drift.fields.add(
                    new ConfigDifference(
                            "and " + drift.more + " more", Optional.empty(), Optional.empty()));
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
            add(path, running, desired);
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
                add(path + "[" + label + "]", was.get(i), new Value.Nothing());
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

    private void add(String path, Value running, Value desired) {
        if (fields.size() < MAX_FIELDS) {
            String name = path.substring(path.lastIndexOf('.') + 1);
            fields.add(
                    new ConfigDifference(
                            path.isEmpty() ? "all" : path,
                            shown(name, running),
                            shown(name, desired)));
        } else {
            more++;
        }
    }

    private static Optional<String> shown(String name, Value value) {
        return switch (masked(name, value)) {
            case Value.Nothing _ -> Optional.empty();
            case Value.Text(String text) -> Optional.of(cut(text));
            case Value other -> {
                String json = JsonText.write(out -> out.value("v", other));
                yield Optional.of(cut(json.substring("{\"v\":".length(), json.length() - 1)));
            }
        };
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= MAX_CHARS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MAX_CHARS)) + "...";
    }

    private static Value masked(String name, Value value) {
        if (SECRET.matcher(name).matches() && !(value instanceof Value.Nothing)) {
            return new Value.Text("***");
        }
        return switch (value) {
            case Value.Members(Map<String, Value> members) -> {
                Map<String, Value> masked = new LinkedHashMap<>();
                members.forEach((member, each) -> masked.put(member, masked(member, each)));
                yield new Value.Members(masked);
            }
            case Value.Items(List<Value> items) ->
                    new Value.Items(items.stream().map(item -> masked(name, item)).toList());
            case Value other -> other;
        };
    }
}
