package io.mailyard.policies;

import io.mailyard.db.Row;
import io.mailyard.web.JsonText;
import io.mailyard.web.Out;
import io.mailyard.web.Value;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How a value stands in a column, and how it is written on the wire.
 *
 * @param column what is bound to SQL
 */
record Cell<V>(Function<V, Object> column, Reader<V> reader, Writer<V> writer) {
    /** Reads a column. */
    interface Reader<V> {
        V read(Row row, int column);
    }

    /** Writes a member. */
    interface Writer<V> {
        void write(Out out, String name, V value);
    }

    static final Cell<Long> NUMBER = new Cell<>(number -> number, Row::number, Out::number);
    static final Cell<String> TEXT = new Cell<>(text -> text, Row::text, Out::text);
    static final Cell<Boolean> FLAG = new Cell<>(flag -> flag, Row::flag, Out::flag);

    /** As text: a column of floating point would not give it back as it was given. */
    static final Cell<BigDecimal> DECIMAL =
            new Cell<>(
                    BigDecimal::toPlainString,
                    (row, column) -> new BigDecimal(row.text(column)),
                    (out, name, number) ->
                            out.value(name, new Value.Numeral(number.toPlainString())));

    /** As JSON. */
    static final Cell<List<String>> TEXTS =
            new Cell<>(
                    texts -> JsonText.write(out -> out.texts("all", texts)),
                    (row, column) -> texts(row.text(column)),
                    Out::texts);

    /** As JSON, in the order given. */
    static final Cell<Map<String, String>> PAIRS =
            new Cell<>(
                    pairs -> JsonText.write(out -> pairs.forEach(out::text)),
                    (row, column) -> pairs(row.text(column)),
                    (out, name, pairs) -> out.object(name, inner -> pairs.forEach(inner::text)));

    private static List<String> texts(String json) {
        return JsonText.read(json).values().get("all") instanceof Value.Items(List<Value> items)
                ? items.stream().map(Cell::text).toList()
                : List.of();
    }

    private static Map<String, String> pairs(String json) {
        Map<String, String> pairs = new LinkedHashMap<>();
        JsonText.read(json).values().forEach((name, value) -> pairs.put(name, text(value)));
        return pairs;
    }

    private static String text(Value value) {
        if (value instanceof Value.Text(String text)) {
            return text;
        }
        throw new IllegalStateException("not a text: " + value);
    }
}
