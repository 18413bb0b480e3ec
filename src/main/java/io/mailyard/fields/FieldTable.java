package io.mailyard.fields;

import io.mailyard.base.ApiException;
import io.mailyard.base.Fault;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.CaseInsensitiveNames;
import io.mailyard.db.InClause;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table with a column for each field. An update and a deletion find their row by all fields that
 * are keys: where the owner is one, no other owner's row is ever changed.
 */
public final class FieldTable<T extends FieldRow> {
    /**
     * A column that is no field, such as the hash of a secret.
     *
     * @param sql what is written, with a {@code ?} for each argument
     */
    public record Extra(String column, String sql, List<@Nullable Object> args) {
        /**
         * A column that is written as it is given.
         *
         * @param value one of the types that {@link io.mailyard.db.Tx} binds, or null for NULL
         */
        public static Extra of(String column, @Nullable Object value) {
            return new Extra(column, "?", Arrays.asList(value));
        }
    }

    /** The condition that every row meets. */
    public static final String ALL = "1 = 1";

    private final String name;
    private final Field<?>[] fields;
    private final List<Field<?>> inserted;
    private final List<Field<?>> updated;
    private final List<Field<?>> keys;
    private final List<Field<?>> checked;
    private final Field<?> id;
    private final Function<FieldValues, T> make;
    private final String select;
    private final String from;

    /**
     * @param make the object of a row's values
     */
    public FieldTable(String name, List<Field<?>> fields, Function<FieldValues, T> make) {
        this(name, name, fields, make);
    }

    /**
     * @param from the table with those that are joined, as SQL
     * @param make the object of a row's values
     */
    public FieldTable(
            String name, String from, List<Field<?>> fields, Function<FieldValues, T> make) {
        this.name = name;
        List<Field<?>> columns =
                fields.stream()
                        .<Field<?>>map(field -> field)
                        .filter(field -> !field.traits().contains(Field.Trait.LIST))
                        .toList();
        this.fields = columns.toArray(new Field<?>[0]);
        this.make = make;
        this.inserted = those(columns, field -> !field.traits().contains(Field.Trait.JOINED));
        this.updated = those(columns, field -> field.traits().isEmpty());
        this.keys = those(columns, Field::isKey);
        this.checked = those(columns, field -> field.param().isPresent());
        this.id = those(columns, field -> field.name().equals("id")).getFirst();
        this.select =
                columns.stream()
                        .map(Field::select)
                        .collect(Collectors.joining(", ", "SELECT ", " FROM " + from + " "));
        this.from = from;
    }

    private static List<Field<?>> those(List<Field<?>> fields, Predicate<Field<?>> wanted) {
        return fields.stream().filter(wanted).toList();
    }

    /** The row that meets a condition, such as {@code id = ?}. */
    public Optional<T> find(Tx tx, String condition, @Nullable Object... args) {
        return tx.one(select + "WHERE " + condition, this::row, args);
    }

    /**
     * Rows, as the rest of the statement says.
     *
     * @param rest such as {@code WHERE state = ? ORDER BY id}
     */
    public List<T> query(Tx tx, String rest, @Nullable Object... args) {
        return tx.query(select + rest, this::row, args);
    }

    /** The row of that id. */
    public Optional<T> find(Tx tx, long id) {
        return find(tx, "id = ?", id);
    }

    /** The rows that meet a condition, ascending by id. */
    public List<T> where(Tx tx, String condition, @Nullable Object... args) {
        return query(tx, "WHERE " + condition + " ORDER BY id", args);
    }

    /**
     * Returns the rows that meet a condition with a list of values.
     *
     * @param condition with <code>{list}</code> in place of the list, behind all other arguments
     */
    public List<T> among(Tx tx, String condition, Collection<?> values, @Nullable Object... first) {
        return InClause.query(tx, select + "WHERE " + condition, values, this::row, first);
    }

    /** A page of all rows, ascending by id. */
    public Slice<T> page(Tx tx, Page page) {
        return page(tx, page, ALL);
    }

    /** A page of the rows that meet a condition, ascending by id. */
    public Slice<T> page(Tx tx, Page page, String condition, @Nullable Object... args) {
        List<@Nullable Object> all = new ArrayList<>();
        Collections.addAll(all, args);
        all.add(page.fromId());
        all.add(page.limit() + 1);
        List<T> rows =
                query(tx, "WHERE " + condition + " AND id >= ? ORDER BY id LIMIT ?", all.toArray());
        return Slice.of(rows, page, count(tx, condition, args), this::id);
    }

    /** Number of rows that meet a condition. */
    public long count(Tx tx, String condition, @Nullable Object... args) {
        return tx.number("SELECT count(*) FROM " + from + " WHERE " + condition, args);
    }

    /**
     * Writes a new row.
     *
     * @throws ApiException error 400 if a value is refused, such as a title that is not one line
     */
    public void insert(Tx tx, T row, Extra... extras) {
        requireFit(row, Optional.empty());
        tx.update(insertion(extras), args(inserted, row, extras).toArray());
    }

    /**
     * Writes new rows by one statement.
     *
     * @param rest such as {@code ON CONFLICT (name) DO NOTHING}
     */
    public void insertAll(Tx tx, List<T> rows, String rest) {
        List<@Nullable Object[]> all = new ArrayList<>();
        rows.forEach(row -> all.add(args(inserted, row).toArray()));
        tx.updateAll(insertion() + " " + rest, all);
    }

    private String insertion(Extra... extras) {
        String columns = joined(inserted, Field::column, extras, Extra::column);
        String values = joined(inserted, Field::insert, extras, Extra::sql);
        return "INSERT INTO " + name + " (" + columns + ") VALUES (" + values + ")";
    }

    /**
     * Writes the row as it is now, except what is written {@link Field#once once}.
     *
     * @throws ApiException error 400 if a new value is refused, such as a title that is not one
     *     line
     */
    public void update(Tx tx, T row, Extra... extras) {
        if (!objections(checked, row).isEmpty()) {
            requireFit(row, find(tx, ofKeys(), args(keys, row).toArray()));
        }
        tx.update(change(extras), changed(row, extras));
    }

    /** Values of earlier versions, which checked less, may stay until they are changed. */
    private void requireFit(T row, Optional<T> before) {
        List<Field<?>> changed =
                those(
                        checked,
                        field ->
                                before.isEmpty()
                                        || !field.isSameIn(before.get().values(), row.values()));
        List<Fault> faults = objections(changed, row);
        if (!faults.isEmpty()) {
            throw ApiException.badRequest(faults);
        }
    }

    private static List<Fault> objections(List<Field<?>> fields, FieldRow row) {
        return fields.stream().flatMap(field -> field.objection(row.values()).stream()).toList();
    }

    /** Writes rows as they are now by one statement. */
    public void updateAll(Tx tx, List<T> rows) {
        List<@Nullable Object[]> all = new ArrayList<>();
        rows.forEach(row -> all.add(changed(row)));
        tx.updateAll(change(), all);
    }

    private String change(Extra... extras) {
        String set =
                joined(
                        updated,
                        field -> field.column() + " = " + field.insert(),
                        extras,
                        extra -> extra.column() + " = " + extra.sql());
        return "UPDATE " + name + " SET " + set + where();
    }

    private @Nullable Object[] changed(T row, Extra... extras) {
        List<@Nullable Object> args = args(updated, row, extras);
        args.addAll(args(keys, row));
        return args.toArray();
    }

    /** Whether the row was there. */
    public boolean delete(Tx tx, T row) {
        return tx.update("DELETE FROM " + name + where(), args(keys, row).toArray()) > 0;
    }

    /**
     * The id of another row whose name differs in case alone, among the rows that meet a condition.
     */
    public OptionalLong alike(
            Tx tx, Field<String> label, T row, String condition, @Nullable Object... args) {
        String rows = "SELECT id, " + label.column() + " FROM " + name + " WHERE " + condition;
        return CaseInsensitiveNames.find(tx, rows + " ORDER BY id", row.get(label), id(row), args);
    }

    /**
     * Requires that no other row has its name, in any case, among those that meet a condition.
     *
     * @param one what a row is, such as {@code tariff}
     * @throws ApiException error 409
     */
    public void mustBeFree(
            Tx tx,
            String one,
            Field<String> label,
            T row,
            String condition,
            @Nullable Object... args) {
        List<@Nullable Object> named = new ArrayList<>();
        Collections.addAll(named, args);
        named.add(row.get(label));
        String taken = "the " + label.name() + " '" + row.get(label) + "' is taken by " + one + " ";
        find(tx, condition + " AND " + label.column() + " = ?", named.toArray())
                .filter(other -> id(other) != id(row))
                .ifPresent(other -> {
                    throw ApiException.conflict(taken + id(other));
                });
        alike(tx, label, row, condition, args)
                .ifPresent(other -> {
                    throw ApiException.conflict(taken + other + ": names are the same in any case");
                });
    }

    private String where() {
        return " WHERE " + ofKeys();
    }

    private String ofKeys() {
        return keys.stream()
                .map(field -> field.column() + " = ?")
                .collect(Collectors.joining(" AND "));
    }

    private static String joined(
            List<Field<?>> fields,
            Function<Field<?>, String> ofField,
            Extra[] extras,
            Function<Extra, String> ofExtra) {
        return Stream.concat(fields.stream().map(ofField), Arrays.stream(extras).map(ofExtra))
                .collect(Collectors.joining(", "));
    }

    private static List<@Nullable Object> args(
            List<Field<?>> fields, FieldRow row, Extra... extras) {
        List<@Nullable Object> args = new ArrayList<>();
        fields.forEach(field -> args.add(field.bound(row.values())));
        for (Extra extra : extras) {
            args.addAll(extra.args());
        }
        return args;
    }

    private long id(T row) {
        return id.bound(row.values()) instanceof Long number ? number : 0;
    }

    private T row(Row row) {
        return make.apply(FieldValues.read(fields, row));
    }
}
