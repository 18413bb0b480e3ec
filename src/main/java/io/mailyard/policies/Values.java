package io.mailyard.policies;

import io.mailyard.db.Row;
import io.mailyard.web.Params;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values of some fields, by the fields' names. Not changed once made. */
public final class Values {
    public static final Values NONE = new Values(Map.of());

    private final Map<String, Object> values;

    private Values(Map<String, Object> values) {
        this.values = values;
    }

    /** What a call gives of these fields. */
    public static Values given(List<Field<?>> fields, Params params) {
        Map<String, Object> values = new HashMap<>();
        fields.forEach(field ->
                field.param()
                        .ifPresent(param -> {
                            if (params.has(param)) {
                                params.find(param)
                                        .ifPresent(value -> values.put(field.name(), value));
                            }
                        }));
        return new Values(values);
    }

    /** What a new policy has where nothing is given. */
    public static Values initial(List<Field<?>> fields) {
        Map<String, Object> values = new HashMap<>();
        fields.forEach(
                field -> field.initial().ifPresent(value -> values.put(field.name(), value)));
        return new Values(values);
    }

    /** What a row has, the first field in column {@code from}. */
    public static Values read(List<Field<?>> fields, Row row, int from) {
        Map<String, Object> values = new HashMap<>();
        int column = from;
        for (Field<?> field : fields) {
            values.put(field.name(), field.cell().reader().read(row, column++));
        }
        return new Values(values);
    }

    /** The same with one more, or another value. */
    public <V> Values with(Field<V> field, V value) {
        Map<String, Object> more = new HashMap<>(values);
        more.put(field.name(), value);
        return new Values(more);
    }

    /** The same with those of {@code other} before its own. */
    public Values under(Values other) {
        Map<String, Object> all = new HashMap<>(values);
        all.putAll(other.values);
        return new Values(all);
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
        return other instanceof Values same && values.equals(same.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }
}
