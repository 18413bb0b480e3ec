package io.mailyard.fields;

import io.mailyard.api.Params;
import io.mailyard.db.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values of some fields, by the fields' names. Not changed once made. */
public final class FieldValues {
    public static final FieldValues NONE = new FieldValues(Map.of());

    private final Map<String, Object> values;

    private FieldValues(Map<String, Object> values) {
        this.values = values;
    }

    /** What a call gives of these fields. */
    public static FieldValues given(List<Field<?>> fields, Params params) {
        Map<String, Object> values = new HashMap<>();
        fields.forEach(field ->
                field.param()
                        .filter(params::has)
                        .flatMap(params::find)
                        .ifPresent(value -> values.put(field.name(), value)));
        return new FieldValues(values);
    }

    /** What a new object has where nothing is given. */
    public static FieldValues initial(List<Field<?>> fields) {
        Map<String, Object> values = new HashMap<>();
        fields.forEach(
                field -> field.initial().ifPresent(value -> values.put(field.name(), value)));
        return new FieldValues(values);
    }

    /** What a row has, which holds these fields' columns in this order from its first on. */
    static FieldValues read(List<Field<?>> fields, Row row) {
        Map<String, Object> values = HashMap.newHashMap(fields.size());
        int column = 1;
        for (Field<?> field : fields) {
            values.put(field.name(), field.codec().reader().read(row, column++));
        }
        return new FieldValues(values);
    }

    /** The same with one more, or another value. */
    public <V> FieldValues with(Field<V> field, V value) {
        Map<String, Object> more = new HashMap<>(values);
        more.put(field.name(), value);
        return new FieldValues(more);
    }

    /** The same with those of {@code other} before its own. */
    public FieldValues under(FieldValues other) {
        Map<String, Object> all = new HashMap<>(values);
        all.putAll(other.values);
        return new FieldValues(all);
    }

    /** The value of a field that is there. */
    public <V> V get(Field<V> field) {
        return find(field)
                .orElseThrow(() -> new IllegalStateException("no value of " + field.name()));
    }

    @SuppressWarnings("unchecked") // put there by the field of that name
    public <V> Optional<V> find(Field<V> field) {
        return Optional.ofNullable((V) values.get(field.name()));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FieldValues same && values.equals(same.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }
}
