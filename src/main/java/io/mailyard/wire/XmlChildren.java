package io.mailyard.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects the children of one element; those of the same name form an array, in their order. */
final class XmlChildren {
    private final Map<String, Value> first = new LinkedHashMap<>();
    private final Map<String, List<Value>> repeated = new HashMap<>(0);
    private final Set<String> arrays = new HashSet<>(0);

    /**
     * Adds a child.
     *
     * @param array whether it carries {@code array='true'}
     */
    void add(String name, Value value, boolean array) {
        Value before = first.putIfAbsent(name, value);
        if (array) {
            arrays.add(name);
        }
        if (before != null) {
            repeated.computeIfAbsent(name, _ -> new ArrayList<>(List.of(before))).add(value);
        }
    }

    /** The children as members, in the order in which each name first appears. */
    Value.Members members() {
        repeated.forEach((name, values) ->
                first.put(name, new Value.Items(Collections.unmodifiableList(values))));
        for (String name : arrays) {
            if (!repeated.containsKey(name)) {
                first.computeIfPresent(name, (_, value) -> alone(value));
            }
        }
        return new Value.Members(Collections.unmodifiableMap(first));
    }

    private static Value alone(Value value) {
        if (value instanceof Value.Nothing) {
            return value;
        }
        boolean empty = value instanceof Value.Text(String text) && blank(text);
        return new Value.Items(empty ? List.of() : List.of(value));
    }

    /** Whether the text consists of XML white space. */
    static boolean blank(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ' ' && c != '\n' && c != '\t' && c != '\r') {
                return false;
            }
        }
        return true;
    }
}
