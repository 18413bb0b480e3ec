package io.mailyard.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a value becomes when it is written as XML and read again. */
final class XmlForm {
    private static final Value EMPTY = new Value.Text("");

    private XmlForm() {}

    /** Whether all names are XML's as they stand, and it nests no deeper than can be read again. */
    static boolean fits(Value value) {
        return fits(value, WireText.DEEPEST);
    }

    private static boolean fits(Value value, int left) {
        return left > 0
                && switch (value) {
                    case Value.Items(List<Value> values) ->
                            values.stream().allMatch(item -> fits(item, left - 1));
                    case Value.Members(Map<String, Value> values) ->
                            values.entrySet().stream()
                                    .allMatch(entry ->
                                            XmlName.plain(entry.getKey())
                                                    && fits(entry.getValue(), left - 1));
                    case Value.Text _, Value.Numeral _, Value.Flag _, Value.Nothing _ -> true;
                };
    }

    static Value.Members of(Value.Members members) {
        Map<String, Value> form = new LinkedHashMap<>();
        members.values().forEach((name, value) -> form.put(name, of(value)));
        return new Value.Members(form);
    }

    static Value of(Value value) {
        return switch (value) {
            case Value.Text text -> text;
            case Value.Numeral(String literal) -> new Value.Text(literal);
            case Value.Flag(boolean on) -> new Value.Text(String.valueOf(on));
            case Value.Nothing _ -> EMPTY;
            case Value.Items(List<Value> values) when values.isEmpty() -> EMPTY;
            case Value.Items(List<Value> values) when values.size() == 1 -> item(values.getFirst());
            case Value.Items(List<Value> values) ->
                    new Value.Items(values.stream().map(XmlForm::item).toList());
            case Value.Members members -> members.values().isEmpty() ? EMPTY : of(members);
        };
    }

    private static Value item(Value value) {
        return value instanceof Value.Items
                ? new Value.Members(Map.of("item", of(value)))
                : of(value);
    }
}
