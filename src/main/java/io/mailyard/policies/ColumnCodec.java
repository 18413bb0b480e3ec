package io.mailyard.policies;

import io.mailyard.api.Schemas;
import io.mailyard.db.Row;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import io.mailyard.wire.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a value stands in a column, and how it is written on the wire.
 *
 * @param column what is bound to SQL
 * @param schema JSON Schema of the member
 */
public record ColumnCodec<V>(
        Function<V, @Nullable Object> column,
        Reader<V> reader,
        Writer<V> writer,
        Map<String, Object> schema) {
    /** Reads a column. */
    public interface Reader<V> {
        V read(Row row, int column);
    }

    /** Writes a member. */
    public interface Writer<V> {
        void write(Out out, String name, V value);
    }

    public static final ColumnCodec<Long> NUMBER =
            new ColumnCodec<>(number -> number, Row::number, Out::number, Schemas.integer());
    public static final ColumnCodec<String> TEXT =
            new ColumnCodec<>(text -> text, Row::text, Out::text, Schemas.text());
    public static final ColumnCodec<Boolean> FLAG =
            new ColumnCodec<>(flag -> flag, Row::flag, Out::flag, Schemas.flag());

    /** A time, or NULL. */
    public static final ColumnCodec<Optional<Instant>> TIME =
            new ColumnCodec<>(
                    time -> time.orElse(null),
                    (row, column) -> Optional.ofNullable(row.timeOrNull(column)),
                    (out, name, time) -> out.time(name, time.orElse(null)),
                    Schemas.orNull(Schemas.time()));

    /** As text: a column of floating point would not give it back as it was given. */
    public static final ColumnCodec<BigDecimal> DECIMAL =
            new ColumnCodec<>(
                    BigDecimal::toPlainString,
                    (row, column) -> new BigDecimal(row.text(column)),
                    (out, name, number) ->
                            out.value(name, new Value.Numeral(number.toPlainString())),
                    Schemas.decimal());

    /** As JSON. */
    public static final ColumnCodec<List<String>> TEXTS =
            new ColumnCodec<>(
                    texts -> JsonText.write(out -> out.texts("all", texts)),
                    (row, column) -> texts(row.text(column)),
                    Out::texts,
                    Schemas.array(Schemas.text()));

    /** As JSON, in the order given. */
    public static final ColumnCodec<Map<String, String>> PAIRS =
            new ColumnCodec<>(
                    pairs -> JsonText.write(out -> pairs.forEach(out::text)),
                    (row, column) -> pairs(row.text(column)),
                    (out, name, pairs) -> out.object(name, inner -> pairs.forEach(inner::text)),
                    Schemas.map(Schemas.text()));

    /** As a JSON array of integers. */
    public static final ColumnCodec<List<Long>> NUMBERS =
            new ColumnCodec<>(
                    numbers -> JsonText.write(out -> out.numbers("all", numbers)),
                    (row, column) -> numbers(row.text(column)),
                    Out::numbers,
                    Schemas.array(Schemas.integer()));

    /** A text that is one of these words. */
    public static ColumnCodec<String> word(List<String> words) {
        return new ColumnCodec<>(TEXT.column(), TEXT.reader(), TEXT.writer(), Schemas.word(words));
    }

    private static List<Long> numbers(String json) {
        return JsonText.read(json).values().get("all") instanceof Value.Items(List<Value> items)
                ? items.stream().map(ColumnCodec::number).toList()
                : List.of();
    }

    private static Long number(Value value) {
        if (value instanceof Value.Numeral(String digits)) {
            return Long.valueOf(digits);
        }
        throw new IllegalStateException("not a number: " + value);
    }

    private static List<String> texts(String json) {
        return JsonText.read(json).values().get("all") instanceof Value.Items(List<Value> items)
                ? items.stream().map(ColumnCodec::text).toList()
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
