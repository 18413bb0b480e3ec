package io.mailyard.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The current row of a result. */
final class SqlRow implements Row {
    private final StoreSession session;
    private final ResultSet rows;
    private final ColumnNumbers columns;

    /**
     * @param columns those of the statement
     */
    SqlRow(StoreSession session, ResultSet rows, ColumnNumbers columns) {
        this.session = session;
        this.rows = rows;
        this.columns = columns;
    }

    @Override
    public long number(int column) {
        try {
            long value = rows.getLong(column);
            if (value == 0 && rows.wasNull()) {
                throw empty(column);
            }
            return value;
        } catch (SQLException e) {
            throw session.failed(e, null);
        }
    }

    @Override
    public @Nullable Long numberOrNull(int column) {
        try {
            long value = rows.getLong(column);
            return value == 0 && rows.wasNull() ? null : value;
        } catch (SQLException e) {
            throw session.failed(e, null);
        }
    }

    @Override
    public String text(int column) {
        String value = textOrNull(column);
        if (value == null) {
            throw empty(column);
        }
        return value;
    }

    @Override
    public @Nullable String textOrNull(int column) {
        try {
            return rows.getString(column);
        } catch (SQLException e) {
            throw session.failed(e, null);
        }
    }

    @Override
    public boolean flag(int column) {
        return number(column) != 0;
    }

    @Override
    public Instant time(int column) {
        return Instant.ofEpochMilli(number(column));
    }

    @Override
    public @Nullable Instant timeOrNull(int column) {
        Long millis = numberOrNull(column);
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    @Override
    public byte[] bytes(int column) {
        byte[] value = bytesOrNull(column);
        if (value == null) {
            throw empty(column);
        }
        return value;
    }

    @Override
    public byte @Nullable [] bytesOrNull(int column) {
        try {
            byte[] value = rows.getBytes(column);
            // SQLite's driver has null for no octets
            return value != null || rows.wasNull() ? value : new byte[0];
        } catch (SQLException e) {
            throw session.failed(e, null);
        }
    }

    @Override
    public int column(String name) {
        try {
            return columns.of(name, rows);
        } catch (SQLException e) {
            throw session.failed(e, null);
        }
    }

    private static IllegalStateException empty(int column) {
        return new IllegalStateException("column " + column + " is NULL");
    }
}
