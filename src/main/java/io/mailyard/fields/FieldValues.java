package io.mailyard.fields;

import io.mailyard.api.Params;
import io.mailyard.db.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Values of some fields, found by the field, else by its name. Not changed once made. Rows of a
 * table share the list of their fields: reading one fills an array, and hashes nothing.
 */
public final class FieldValues {
    public static final FieldValues NONE = new FieldValues(new Field<?>[0], new Object[0]);

    private final Field<?>[] fields;

    /** The value of the field at the same place. */
    private final Object[] values;

    private FieldValues(Field<?>[] fields, Object[] values) {
        this.fields = fields;
        this.values = values;
    }

    private static FieldValues of(List<Field<?>> fields, List<Object> values) {
        return new FieldValues(fields.toArray(new Field<?>[0]), values.toArray());
    }

    /** The values that a call gives for these fields. */
    public static FieldValues given(List<Field<?>> fields, Params params) {
        return some(fields, field -> field.param().filter(params::has).flatMap(params::find));
    }

    /** The defaults of a new object. */
    public static FieldValues initial(List<Field<?>> fields) {
        return some(fields, Field::initial);
    }

    private static FieldValues some(
            List<Field<?>> fields, Function<Field<?>, Optional<? extends Object>> value) {
        List<Field<?>> there = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (Field<?> field : fields) {
            value.apply(field)
                    .ifPresent(found -> {
                        there.add(field);
                        values.add(found);
                    });
        }
        return of(there, values);
    }

    /**
     * Reads the values of a row, which holds these fields' columns in this order from its first on.
     *
     * @param fields kept, and not to be changed
     */
    static FieldValues read(Field<?>[] fields, Row row) {
        Object[] values = new Object[fields.length];
        for (int i = 0; i < fields.length; i++) {
            values[i] = fields[i].codec().reader().read(row, i + 1);
        }
        return new FieldValues(fields, values);
    }

    /** These values with one more, or with another one. */
    public <V> FieldValues with(Field<V> field, V value) {
        return under(new FieldValues(new Field<?>[] {field}, new Object[] {value}));
    }

    /** These values after those of {@code other}. */
    public FieldValues under(FieldValues other) {
        List<Field<?>> all = new ArrayList<>(Arrays.asList(fields));
        List<Object> found = new ArrayList<>(Arrays.asList(values));
        for (int i = 0; i < other.fields.length; i++) {
            int place = place(other.fields[i], i);
            if (place < 0) {
                all.add(other.fields[i]);
                found.add(other.values[i]);
            } else {
                found.set(place, other.values[i]);
            }
        }
        return of(all, found);
    }

    /** The value of a field that is there. */
    public <V> V get(Field<V> field) {
        return get(field, 0);
    }

    /**
     * The value of a field that is there.
     *
     * @param guess where it may stand, which is looked at first
     */
    <V> V get(Field<V> field, int guess) {
        int place = place(field, guess);
        if (place < 0) {
            throw new IllegalStateException("no value of " + field.name());
        }
        return at(field, place);
    }

    /** Value of a field; empty if it is not there, such as one that a call did not give. */
    public <V> Optional<V> find(Field<V> field) {
        int place = place(field, 0);
        return place < 0 ? Optional.empty() : Optional.of(at(field, place));
    }

    /** Below 0 where it is not there. */
    @SuppressWarnings("ReferenceEquality") // the same field is the rule, and quickly found
    private int place(Field<?> field, int guess) {
        if (guess < fields.length && fields[guess] == field) {
            return guess;
        }
        for (int i = 0; i < fields.length; i++) {
            if (fields[i] == field) {
                return i;
            }
        }
        for (int i = 0; i < fields.length; i++) {
            if (fields[i].name().equals(field.name())) {
                return i;
            }
        }
        return -1;
    }

    @SuppressWarnings({"unchecked", "unused"}) // put there by a field of that name
    private <V> V at(Field<V> field, int place) {
        return (V) values[place];
    }

    private Map<String, Object> toMap() {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < fields.length; i++) {
            map.put(fields[i].name(), values[i]);
        }
        return map;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FieldValues same && toMap().equals(same.toMap());
    }

    @Override
    public int hashCode() {
        return toMap().hashCode();
    }
}
