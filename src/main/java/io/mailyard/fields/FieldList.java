package io.mailyard.fields;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Schemas;
import io.mailyard.api.Type;
import io.mailyard.api.Types;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A field that is a list, with a row for each item in a table of its own: the columns of the item,
 * the id of the object that has it, and its {@code position}.
 *
 * @param columns of an item
 * @param owner the column of the object's id
 * @param make the item of a row
 * @param values of an item
 */
public record FieldList<T>(
        Field<List<T>> field,
        List<Field<?>> columns,
        String table,
        String owner,
        Function<FieldValues, T> make,
        Function<T, FieldValues> values) {

    /** A list of values, each in one column. A new object has none. */
    public static <T> FieldList<T> of(
            String name,
            Type<List<T>> type,
            ColumnCodec.ColumnWriter<List<T>> writer,
            Field<T> item,
            String doc,
            String table,
            String owner) {
        ColumnCodec<List<T>> codec =
                codec(FieldKind.REFERENCES, writer, Schemas.array(item.codec().schema()));
        return new FieldList<>(
                Field.of(name, type, codec, List.of(), doc).naming(item.noun()).listing(List.of()),
                List.of(item),
                table,
                owner,
                row -> row.get(item),
                value -> FieldValues.NONE.with(item, value));
    }

    /**
     * A list of objects. A new object has none.
     *
     * @param input of the component in the OpenAPI document that is sent
     * @param shown the component that is answered
     */
    public static FieldList<FieldValues> objects(
            String name,
            List<Field<?>> items,
            int most,
            String input,
            ObjectSchema shown,
            String doc,
            String table,
            String owner) {
        Type<FieldValues> item =
                Types.object(input, Fields.itemParams(items))
                        .map(given ->
                                FieldValues.initial(items).under(FieldValues.given(items, given)));
        ColumnCodec<List<FieldValues>> codec =
                codec(
                        FieldKind.OBJECTS,
                        (out, member, all) ->
                                out.objects(
                                        member, all, (each, one) -> Fields.write(each, items, one)),
                        Schemas.array(shown.schema()));
        return new FieldList<>(
                Field.of(name, Types.array(item, most), codec, List.of(), doc).listing(items),
                items,
                table,
                owner,
                Function.identity(),
                Function.identity());
    }

    private static <T> ColumnCodec<List<T>> codec(
            FieldKind kind, ColumnCodec.ColumnWriter<List<T>> writer, Map<String, Object> schema) {
        return new ColumnCodec<>(
                kind, FieldList::noColumn, (_, _) -> noColumn(List.of()), writer, schema);
    }

    private static <T> List<T> noColumn(List<T> items) {
        throw new IllegalStateException("a list has a table of its own: " + items);
    }

    /** The values of an object with its items. */
    public FieldValues read(Tx tx, long id, FieldValues object) {
        return object.with(
                field,
                tx.query(select(" WHERE " + owner + " = ? ORDER BY position"), this::item, id));
    }

    /** Adds the items of every object that has any to its values, by its id. */
    public void readAll(Tx tx, Map<Long, FieldValues> objects) {
        Map<Long, List<T>> all = new HashMap<>();
        tx.query(
                        select(" ORDER BY " + owner + ", position"),
                        row -> Map.entry(row.number(owner), item(row)))
                .forEach(one ->
                        all.computeIfAbsent(one.getKey(), _ -> new ArrayList<>())
                                .add(one.getValue()));
        all.forEach((id, items) ->
                objects.merge(
                        id, FieldValues.NONE.with(field, List.copyOf(items)), FieldValues::under));
    }

    private String select(String rest) {
        return columns.stream()
                        .map(Field::select)
                        .collect(Collectors.joining(", ", "SELECT ", ", " + owner + " FROM "))
                + table
                + rest;
    }

    private T item(Row row) {
        return make.apply(FieldValues.read(columns.toArray(new Field<?>[0]), row));
    }

    /** Writes the items of a new object. */
    public void insert(Tx tx, long id, FieldValues object) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (T item : object.get(field)) {
            FieldValues row = values.apply(item);
            List<@Nullable Object> args = new ArrayList<>(List.of(id, (long) rows.size()));
            columns.forEach(column -> args.add(column.bound(row)));
            rows.add(args.toArray());
        }
        if (!rows.isEmpty()) {
            String names = columns.stream().map(Field::column).collect(Collectors.joining(", "));
            String places = ", ?".repeat(columns.size());
            tx.updateAll(
                    "INSERT INTO %s (%s, position, %s) VALUES (?, ?%s)"
                            .formatted(table, owner, names, places),
                    rows);
        }
    }

    /** Writes the items of an object in place of those it had. */
    public void replace(Tx tx, long id, FieldValues object) {
        tx.update("DELETE FROM " + table + " WHERE " + owner + " = ?", id);
        insert(tx, id, object);
    }
}
