package io.mailyard.policies;

import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.CaseInsensitiveNames;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One kind's table: a column for each field between {@code id} and {@code shipped}, {@code
 * created_at}, {@code updated_at}.
 */
final class PolicyTable {
    private final String name;
    private final List<Field<?>> fields;
    private final String select;
    private final String insert;
    private final String update;

    PolicyTable(String name, List<Field<?>> fields) {
        this.name = name;
        this.fields = fields;
        this.select =
                fields.stream()
                        .map(Field::select)
                        .collect(
                                Collectors.joining(
                                        ", ",
                                        "SELECT id, ",
                                        ", shipped, created_at, updated_at FROM " + name));
        this.insert =
                "INSERT INTO "
                        + name
                        + fields.stream()
                                .map(Field::column)
                                .collect(
                                        Collectors.joining(
                                                ", ",
                                                " (id, ",
                                                ", shipped, created_at, updated_at)"))
                        + fields.stream()
                                .map(Field::insert)
                                .collect(Collectors.joining(", ", " VALUES (?, ", ", ?, ?, ?)"));
        this.update =
                fields.stream()
                        .map(field -> field.column() + " = " + field.insert())
                        .collect(
                                Collectors.joining(
                                        ", ",
                                        "UPDATE " + name + " SET ",
                                        ", updated_at = ? WHERE id = ?"));
    }

    Optional<PolicyRow> find(Tx tx, long id) {
        return tx.one(select + " WHERE id = ?", this::kept, id);
    }

    /** By its unique field, as written. */
    Optional<PolicyRow> labelled(Tx tx, String label) {
        String sql = select + " WHERE " + fields.getFirst().column() + " = ?";
        return tx.one(sql, this::kept, label);
    }

    /**
     * The id of another one whose name differs in case alone. Domains have one case only; a key's
     * name is compared with those of its owner, who may have thousands.
     */
    OptionalLong alike(Tx tx, long self, FieldValues values) {
        Field<?> label = fields.getFirst();
        if (!label.name().equals("name")) {
            return OptionalLong.empty();
        }
        String name = String.valueOf(values.get(label));
        if (fields.contains(SigningKey.ACCOUNT) && ClaimKeys.isNameOf(name, values)) {
            return OptionalLong.empty();
        }
        String rows = "SELECT id, name FROM " + this.name;
        return fields.contains(SigningKey.ACCOUNT)
                ? CaseInsensitiveNames.find(
                        tx,
                        rows + " WHERE account_id = ? ORDER BY id",
                        name,
                        self,
                        values.get(SigningKey.ACCOUNT))
                : CaseInsensitiveNames.find(tx, rows + " ORDER BY id", name, self);
    }

    /** Those that meet a condition, ascending by id. */
    List<PolicyRow> where(Tx tx, String condition, Object... args) {
        return tx.query(select + " WHERE " + condition + " ORDER BY id", this::kept, args);
    }

    Slice<PolicyRow> list(Tx tx, Page page) {
        List<PolicyRow> rows =
                tx.query(
                        select + " WHERE id >= ? ORDER BY id LIMIT ?",
                        this::kept,
                        page.fromId(),
                        page.limit() + 1);
        boolean more = rows.size() > page.limit();
        OptionalLong next = more ? OptionalLong.of(rows.getLast().id()) : OptionalLong.empty();
        return new Slice<>(more ? rows.subList(0, page.limit()) : rows, count(tx), next);
    }

    /** Ascending by id. */
    List<PolicyRow> all(Tx tx) {
        return tx.query(select + " ORDER BY id", this::kept);
    }

    long count(Tx tx) {
        return tx.number("SELECT count(*) FROM " + name);
    }

    void insert(Tx tx, PolicyRow row) {
        List<@Nullable Object> args = new ArrayList<>();
        args.add(row.id());
        args.addAll(columns(row));
        Collections.addAll(args, row.shipped(), row.createdAt(), row.updatedAt());
        tx.update(insert, args.toArray());
    }

    void update(Tx tx, PolicyRow row) {
        List<@Nullable Object> args = new ArrayList<>(columns(row));
        Collections.addAll(args, row.updatedAt(), row.id());
        tx.update(update, args.toArray());
    }

    void delete(Tx tx, long id) {
        tx.update("DELETE FROM " + name + " WHERE id = ?", id);
    }

    private List<@Nullable Object> columns(PolicyRow row) {
        List<@Nullable Object> columns = new ArrayList<>();
        fields.forEach(field -> columns.add(field.bound(row.values())));
        return columns;
    }

    private PolicyRow kept(Row row) {
        int after = 2 + fields.size();
        return new PolicyRow(
                row.number(1),
                row.flag(after),
                row.time(after + 1),
                row.time(after + 2),
                FieldValues.read(fields, row, 2));
    }
}
