package io.mailyard.compare;

import io.mailyard.wire.JsonText;
import io.mailyard.wire.UnreadableBody;
import io.mailyard.wire.Value;
import io.mailyard.wire.XmlTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An answer as it is compared, in either format. */
public sealed interface AnswerTree {
    /**
     * A single value.
     *
     * @param kind text, number, flag or null of JSON; of XML always text
     */
    record Leaf(String kind, String text) implements AnswerTree {
        /** As a difference shows it. */
        @Override
        public String toString() {
            return kind.equals("text") ? "\"" + text + "\"" : text;
        }
    }

    /** An object or element, with the names of its members in their order. */
    record Branch(Map<String, AnswerTree> members, List<String> order) implements AnswerTree {
        @Override
        public String toString() {
            return "{" + String.join(", ", members.keySet()) + "}";
        }
    }

    /** An array, or an element that is repeated. */
    record ListTree(List<AnswerTree> items) implements AnswerTree {
        @Override
        public String toString() {
            return items.size() == 1 ? "1 item" : items.size() + " items";
        }
    }

    /**
     * Reads an answer; its first character tells the format.
     *
     * @throws IllegalArgumentException with what is wrong, if it is neither
     */
    static AnswerTree read(String body) {
        String text = body.startsWith("\uFEFF") ? body.substring(1) : body;
        String visible = text.stripLeading();
        if (visible.startsWith("<")) {
            return of(XmlTree.read(visible));
        }
        try {
            return of(JsonText.read(text));
        } catch (UnreadableBody malformed) {
            throw new IllegalArgumentException(
                    "is neither a JSON object nor XML: " + malformed.getMessage(), malformed);
        }
    }

    /** An answer in JSON. */
    static AnswerTree of(Value value) {
        return switch (value) {
            case Value.Text(String text) -> new Leaf("text", text);
            case Value.Numeral(String literal) -> new Leaf("number", literal);
            case Value.Flag(boolean on) -> new Leaf("flag", String.valueOf(on));
            case Value.Nothing _ -> new Leaf("null", "null");
            case Value.Items(List<Value> values) ->
                    new ListTree(values.stream().map(AnswerTree::of).toList());
            case Value.Members(Map<String, Value> values) -> {
                Map<String, AnswerTree> members = new LinkedHashMap<>();
                values.forEach((name, member) -> members.put(name, of(member)));
                yield new Branch(members, List.copyOf(members.keySet()));
            }
        };
    }

    /** An answer in XML: attributes are members whose names begin with @. */
    static AnswerTree of(XmlTree element) {
        if (element.children().isEmpty() && element.attributes().isEmpty()) {
            return new Leaf("text", element.text());
        }
        Map<String, List<AnswerTree>> grouped = new LinkedHashMap<>();
        element.attributes()
                .forEach(
                        (name, value) -> grouped.put("@" + name, List.of(new Leaf("text", value))));
        for (XmlTree child : element.children()) {
            grouped.computeIfAbsent(child.name(), _ -> new ArrayList<>()).add(of(child));
        }
        Map<String, AnswerTree> members = new LinkedHashMap<>();
        grouped.forEach((name, items) ->
                members.put(name, items.size() == 1 ? items.getFirst() : new ListTree(items)));
        if (!element.text().isEmpty()) {
            members.put("#text", new Leaf("text", element.text()));
        }
        Set<String> order = new LinkedHashSet<>();
        element.children().forEach(child -> order.add(child.name()));
        return new Branch(members, List.copyOf(order));
    }
}
