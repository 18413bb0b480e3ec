package io.mailyard.fields;

/** An object whose values are those of declared fields. */
public interface FieldRow {
    /** Values of all its fields. Immutable: a change makes another object. */
    FieldValues values();

    /** Shorthand for {@code values().get(field)}. */
    default <V> V get(Field<V> field) {
        return values().get(field);
    }
}
