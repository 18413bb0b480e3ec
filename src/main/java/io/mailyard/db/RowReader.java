package io.mailyard.db;

import io.mailyard.db.StoreTables.StoreTable;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

/** Reads a table in the order of its primary key. */
interface RowReader {
    /** Receives each row; it is reused for the next. */
    @FunctionalInterface
    interface RowConsumer {
        void accept(CopiedRow row) throws SQLException;
    }

    /**
     * Reads rows after a key.
     *
     * @param after the values of the key, numbers as Long and texts as String; empty: from the
     *     start
     * @param most how many rows at most
     * @return the key of the last row; empty if there was none
     */
    List<Object> read(StoreTable table, List<Object> after, long most, RowConsumer rows)
            throws SQLException;

    /** A statement that selects the columns of a table after a key. */
    static String select(
            StoreTable table, List<String> columns, List<Object> after, boolean ordered) {
        List<String> key = table.key().stream().map(column -> "\"" + column.name() + "\"").toList();
        String names = String.join(", ", key);
        return "SELECT "
                + String.join(", ", columns)
                + " FROM \""
                + table.name()
                + "\""
                + (after.isEmpty()
                        ? ""
                        : " WHERE ("
                                + names
                                + ") > ("
                                + String.join(", ", after.stream().map(RowReader::literal).toList())
                                + ")")
                + (ordered ? " ORDER BY " + names : "");
    }

    private static String literal(Object value) {
        return value instanceof Long number
                ? Long.toString(number)
                : "'" + value.toString().replace("'", "''") + "'";
    }

    /** The values of a row's key. */
    static List<Object> key(StoreTable table, CopiedRow row) {
        return table.key().stream()
                .<Object>map(column -> {
                    int at = row.columns().indexOf(column);
                    return row.isNumber(at)
                            ? Long.valueOf(row.number(at))
                            : new String(row.bytes(at), StandardCharsets.UTF_8);
                })
                .toList();
    }
}
