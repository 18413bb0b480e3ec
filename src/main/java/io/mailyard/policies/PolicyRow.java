package io.mailyard.policies;

import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldRow;
import io.mailyard.fields.FieldValues;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** A row of a policy. */
record PolicyRow(FieldValues values) implements FieldRow {
    static final Field<Long> ID = Field.id("Its id.");
    static final Field<Boolean> SHIPPED =
            Field.own(
                            "shipped",
                            ColumnCodec.FLAG,
                            "Whether it came with the program: it can be changed, not deleted.")
                    .once();
    static final Field<Instant> CREATED_AT = Field.createdAt();
    static final Field<Instant> UPDATED_AT = Field.updatedAt();

    /** The fields after a kind's own, in the table and on the wire. */
    static final List<Field<?>> LAST = List.of(SHIPPED, CREATED_AT, UPDATED_AT);

    /** A new policy. */
    static PolicyRow of(long id, boolean shipped, Instant now, FieldValues values) {
        return new PolicyRow(
                values.with(ID, id)
                        .with(SHIPPED, shipped)
                        .with(CREATED_AT, now)
                        .with(UPDATED_AT, now));
    }

    /** All columns of a kind's table. */
    static List<Field<?>> columns(List<Field<?>> fields) {
        return Stream.of(List.of(ID), fields, LAST).<Field<?>>flatMap(List::stream).toList();
    }

    long id() {
        return get(ID);
    }

    boolean shipped() {
        return get(SHIPPED);
    }
}
