package io.mailyard.fields;

import io.mailyard.api.Schemas;
import io.mailyard.base.AccountId;
import io.mailyard.db.Row;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import io.mailyard.wire.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Form in which a column stores a value and the wire shows it.
 *
 * @param column the value bound to SQL
 * @param schema JSON Schema of the member
 */
public record ColumnCodec<V>(
        FieldKind kind,
        Function<V, @Nullable Object> column,
        ColumnReader<V> reader,
        ColumnWriter<V> writer,
        Map<String, Object> schema) {
    /** Reads a column. */
    public interface ColumnReader<V> {
        /** Value of a column, by its number from 1. */
        V read(Row row, int column);
    }

    /** Writes a member. */
    public interface ColumnWriter<V> {
        /** Writes a value as the member {@code name}. */
        void write(Out out, String name, V value);
    }

    public static final ColumnCodec<Long> NUMBER =
            new ColumnCodec<>(
                    FieldKind.NUMBER,
                    number -> number,
                    Row::number,
                    Out::number,
                    Schemas.integer());
    public static final ColumnCodec<String> TEXT =
            new ColumnCodec<>(FieldKind.TEXT, text -> text, Row::text, Out::text, Schemas.text());

    /** One line of text: {@link FieldTable} refuses others, except values that are stored. */
    public static final ColumnCodec<String> LINE = TEXT.as(FieldKind.LINE);

    public static final ColumnCodec<Boolean> FLAG =
            new ColumnCodec<>(FieldKind.FLAG, flag -> flag, Row::flag, Out::flag, Schemas.flag());

    /** A time, or NULL. */
    public static final ColumnCodec<Optional<Instant>> TIME =
            new ColumnCodec<>(
                    FieldKind.TIME,
                    time -> time.orElse(null),
                    (row, column) -> Optional.ofNullable(row.timeOrNull(column)),
                    (out, name, time) -> out.time(name, time.orElse(null)),
                    Schemas.orNull(Schemas.time()));

    /**
     * Stored as text, since a floating-point column would not return the number as it was given.
     */
    public static final ColumnCodec<BigDecimal> DECIMAL =
            new ColumnCodec<>(
                    FieldKind.DECIMAL,
                    BigDecimal::toPlainString,
                    (row, column) -> new BigDecimal(row.text(column)),
                    (out, name, number) ->
                            out.value(name, new Value.Numeral(number.toPlainString())),
                    Schemas.decimal());

    /** As JSON. */
    public static final ColumnCodec<List<String>> TEXTS =
            new ColumnCodec<>(
                    FieldKind.TEXTS,
                    texts -> JsonText.write(out -> out.texts("all", texts)),
                    (row, column) -> texts(row.text(column)),
                    Out::texts,
                    Schemas.array(Schemas.text()));

    /** Stored as JSON, in the order given. */
    public static final ColumnCodec<Map<String, String>> PAIRS =
            new ColumnCodec<>(
                    FieldKind.PAIRS,
                    pairs -> JsonText.write(out -> pairs.forEach(out::text)),
                    (row, column) -> pairs(row.text(column)),
                    (out, name, pairs) -> out.object(name, inner -> pairs.forEach(inner::text)),
                    Schemas.map(Schemas.text()));

    /** As a JSON array of integers. */
    public static final ColumnCodec<List<Long>> NUMBERS =
            new ColumnCodec<>(
                    FieldKind.NUMBERS,
                    numbers -> JsonText.write(out -> out.numbers("all", numbers)),
                    (row, column) -> numbers(row.text(column)),
                    Out::numbers,
                    Schemas.array(Schemas.integer()));

    /** A time that every row has. */
    public static final ColumnCodec<Instant> MOMENT =
            new ColumnCodec<>(FieldKind.TIME, time -> time, Row::time, Out::time, Schemas.time());

    /** A text, or NULL. */
    public static final ColumnCodec<Optional<String>> TEXT_OR_NULL =
            new ColumnCodec<>(
                    FieldKind.TEXT,
                    text -> text.orElse(null),
                    (row, column) -> Optional.ofNullable(row.textOrNull(column)),
                    (out, name, text) -> out.text(name, text.orElse(null)),
                    Schemas.orNull(Schemas.text()));

    /** A number, or NULL. */
    public static final ColumnCodec<Optional<Long>> NUMBER_OR_NULL =
            new ColumnCodec<>(
                    FieldKind.NUMBER,
                    number -> number.orElse(null),
                    (row, column) -> Optional.ofNullable(row.numberOrNull(column)),
                    (out, name, number) -> out.numberOrNull(name, number.orElse(null)),
                    Schemas.orNull(Schemas.integer()));

    /** An account; the platform is 0 in the column and null on the wire. */
    public static final ColumnCodec<AccountId> OWNER =
            new ColumnCodec<>(
                    FieldKind.NUMBER,
                    AccountId::value,
                    (row, column) -> new AccountId(row.number(column)),
                    (out, name, id) ->
                            out.numberOrNull(
                                    name, id.equals(AccountId.PLATFORM) ? null : id.value()),
                    Schemas.orNull(Schemas.integer()));

    /** Words separated by blanks. */
    public static final ColumnCodec<List<String>> WORDS =
            new ColumnCodec<>(
                    FieldKind.TEXTS,
                    words -> String.join(" ", words),
                    (row, column) -> words(row.text(column)),
                    Out::texts,
                    Schemas.array(Schemas.text()));

    /** One of several words. */
    public static ColumnCodec<String> word(List<String> words) {
        return new ColumnCodec<>(
                FieldKind.WORD, TEXT.column(), TEXT.reader(), TEXT.writer(), Schemas.word(words));
    }

    /** A constant, as its name in lower case. */
    public static <E extends Enum<E>> ColumnCodec<E> word(Class<E> words) {
        List<String> all = Arrays.stream(words.getEnumConstants()).map(ColumnCodec::word).toList();
        return word(all).map(text -> constant(words, text), ColumnCodec::word);
    }

    /** A constant in the form of columns and members. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static <E extends Enum<E>> E constant(Class<E> words, String word) {
        return Enum.valueOf(words, word.toUpperCase(Locale.ROOT));
    }

    /** Returns a codec of this column and member for another type of value. */
    public <U> ColumnCodec<U> map(Function<V, U> read, Function<U, V> back) {
        return new ColumnCodec<>(
                kind,
                value -> column.apply(back.apply(value)),
                (row, at) -> read.apply(reader.read(row, at)),
                (out, name, value) -> writer.write(out, name, back.apply(value)),
                schema);
    }

    /** Returns this codec as that of another kind of value. */
    public ColumnCodec<V> as(FieldKind other) {
        return new ColumnCodec<>(other, column, reader, writer, schema);
    }

    /** Returns this codec with NULL in the column for the value {@code none}. */
    public ColumnCodec<V> orNull(V none) {
        return new ColumnCodec<>(
                kind,
                value -> value.equals(none) ? null : column.apply(value),
                (row, at) -> row.textOrNull(at) == null ? none : reader.read(row, at),
                writer,
                schema);
    }

    /** The words of a text, separated by blanks. */
    public static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
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
