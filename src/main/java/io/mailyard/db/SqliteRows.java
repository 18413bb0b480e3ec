package io.mailyard.db;

import io.mailyard.db.StoreTables.ColumnKind;
import io.mailyard.db.StoreTables.StoreColumn;
import io.mailyard.db.StoreTables.StoreTable;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Collections;
import java.util.List;

/** Rows of a SQLite store. */
final class SqliteRows implements RowReader {
    private final StoreSession session;

    SqliteRows(StoreSession session) {
        this.session = session;
    }

    @Override
    public List<Object> read(StoreTable table, List<Object> after, long most, RowConsumer rows)
            throws SQLException {
        List<String> columns =
                table.columns().stream().map(column -> "\"" + column.name() + "\"").toList();
        String sql = RowReader.select(table, columns, after, true) + " LIMIT " + most;
        CopiedRow row = new CopiedRow(table.columns());
        boolean any = false;
        try (Statement statement = session.connection().createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                fill(row, found);
                rows.accept(row);
                any = true;
            }
        }
        return any ? RowReader.key(table, row) : List.of();
    }

    private static void fill(CopiedRow row, ResultSet found) throws SQLException {
        for (int i = 0; i < row.columns().size(); i++) {
            if (row.isNumber(i)) {
                long number = found.getLong(i + 1);
                if (number == 0 && found.wasNull()) {
                    row.setNull(i);
                } else {
                    row.set(i, number);
                }
            } else {
                byte[] value = found.getBytes(i + 1);
                if (value == null) {
                    row.setNull(i);
                } else {
                    row.set(i, value);
                }
            }
        }
    }

    /** Writes rows of a table. */
    RowWriter writer(StoreTable table) throws SQLException {
        List<String> names =
                table.columns().stream().map(column -> "\"" + column.name() + "\"").toList();
        PreparedStatement insert =
                session.connection()
                        .prepareStatement(
                                "INSERT INTO \""
                                        + table.name()
                                        + "\" ("
                                        + String.join(", ", names)
                                        + ") VALUES ("
                                        + String.join(", ", Collections.nCopies(names.size(), "?"))
                                        + ")");
        return new RowWriter() {
            @Override
            public void write(CopiedRow row) throws SQLException {
                for (int i = 0; i < row.columns().size(); i++) {
                    bind(insert, i, row);
                }
                insert.executeUpdate();
            }

            @Override
            public void finish() throws SQLException {
                insert.close();
            }

            @Override
            public void abandon() {
                Closeables.close(insert);
            }
        };
    }

    private static void bind(PreparedStatement insert, int at, CopiedRow row) throws SQLException {
        StoreColumn column = row.columns().get(at);
        if (row.isNull(at)) {
            insert.setNull(at + 1, Types.NULL);
        } else if (row.isNumber(at)) {
            insert.setLong(at + 1, row.number(at));
        } else if (column.kind() == ColumnKind.TEXT) {
            insert.setString(at + 1, new String(row.bytes(at), StandardCharsets.UTF_8));
        } else {
            insert.setBytes(at + 1, row.bytes(at));
        }
    }
}
