package io.mailyard.policies;

import java.time.Instant;

/** A policy as its row has it. */
record PolicyRow(
        long id, boolean shipped, Instant createdAt, Instant updatedAt, FieldValues values) {
    /** Shorthand for {@code values().get(field)}. */
    <V> V get(Field<V> field) {
        return values.get(field);
    }
}
