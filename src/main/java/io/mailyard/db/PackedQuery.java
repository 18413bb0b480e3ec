package io.mailyard.db;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A query whose text is made once, for few and short rows. SQLite returns them as one value, since
 * each cell costs its driver two or three calls of native code, which take longer than reading the
 * row; PostgreSQL returns them as rows. No text in the store contains U+0000, which ends a cell.
 */
public final class PackedQuery {
    private final String rows;
    private final String packed;
    private final int width;

    /**
     * Prepares the texts.
     *
     * @param columns columns or expressions; one that may be NULL is read by {@code ...OrNull}
     * @param rest the statement from FROM on, with ORDER BY
     */
    public PackedQuery(List<String> columns, String rest) {
        this.width = columns.size();
        this.rows = "SELECT " + String.join(", ", columns) + " " + rest;
        String cells =
                columns.stream()
                        .map(column -> "coalesce(" + column + ", char(" + PackedRow.NULL + "))")
                        .collect(Collectors.joining(", ", "concat_ws(x'00', ", ", '') AS cells "));
        this.packed =
                "SELECT group_concat(cells, '') FROM (SELECT "
                        + cells
                        + rest
                        + ") HAVING count(*) > 0";
    }

    /** All rows, in order. */
    public <T> List<T> query(Tx tx, RowMapper<T> mapper, @Nullable Object... args) {
        if (tx.dialect() != Dialect.SQLITE) {
            return tx.query(rows, mapper, args);
        }
        Optional<byte[]> cells = tx.one(packed, row -> row.bytes(1), args);
        if (cells.isEmpty()) {
            return List.of();
        }
        PackedRow row = new PackedRow(cells.get(), width);
        List<T> found = new ArrayList<>();
        while (row.next()) {
            found.add(mapper.map(row));
        }
        return found;
    }
}
