package io.mailyard.fields;

import io.mailyard.db.PackedQuery;
import io.mailyard.db.Tx;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A query of some fields, none of them NULL, for few rows: the quick way to list them. */
public final class FieldQuery<T> {
    private final PackedQuery query;
    private final Field<?>[] fields;
    private final Function<FieldValues, T> make;

    /**
     * Prepares the query.
     *
     * @param rest the statement from FROM on, with ORDER BY
     * @param make the object of a row's values
     */
    public FieldQuery(List<Field<?>> fields, String rest, Function<FieldValues, T> make) {
        this.query = new PackedQuery(fields.stream().map(Field::select).toList(), rest);
        this.fields = fields.toArray(new Field<?>[0]);
        this.make = make;
    }

    /** All rows, in order. */
    public List<T> query(Tx tx, @Nullable Object... args) {
        return query.query(tx, row -> make.apply(FieldValues.read(fields, row)), args);
    }
}
