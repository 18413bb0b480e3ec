package io.mailyard.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cache of prepared statements of one connection. xerial compiles a statement each time it is
 * prepared, which costs more than running it.
 */
final class Statements {
    /** More texts than the program has; lists of varying length add some. */
    static final int KEPT = 256;

    private final Connection connection;
    private final StatementCache kept = new StatementCache();

    Statements(Connection connection) {
        this.connection = connection;
    }

    /** A statement; returned by {@link Statements#release}. */
    static final class Statement {
        private final PreparedStatement prepared;
        private final boolean changes;
        private final ColumnNumbers columns = new ColumnNumbers();
        private boolean inUse;
        private boolean kept;

        private Statement(PreparedStatement prepared, boolean changes) {
            this.prepared = prepared;
            this.changes = changes;
        }

        PreparedStatement prepared() {
            return prepared;
        }

        /** The columns of its rows. */
        ColumnNumbers columns() {
            return columns;
        }

        /** Whether reading its rows changes data: it has RETURNING. */
        boolean changes() {
            return changes;
        }
    }

    /** A statement not in use: a row mapper may run the same text it is a row of. */
    Statement take(String sql) throws SQLException {
        Statement statement = kept.get(sql);
        if (statement == null) {
            statement = prepare(sql);
            statement.kept = true;
            kept.put(sql, statement);
        } else if (statement.inUse) {
            statement = prepare(sql);
        }
        statement.inUse = true;
        return statement;
    }

    private Statement prepare(String sql) throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(sql);
        return new Statement(prepared, sql.toUpperCase(Locale.ROOT).contains("RETURNING"));
    }

    void release(@Nullable Statement statement) {
        if (statement == null) {
            return;
        }
        statement.inUse = false;
        if (!statement.kept) {
            Closeables.close(statement.prepared);
        }
    }

    void close() {
        kept.values().forEach(statement -> Closeables.close(statement.prepared));
        kept.clear();
    }

    private static final class StatementCache extends LinkedHashMap<String, Statement> {
        StatementCache() {
            super(KEPT, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Statement> eldest) {
            if (size() <= KEPT) {
                return false;
            }
            Statement statement = eldest.getValue();
            statement.kept = false;
            if (!statement.inUse) {
                Closeables.close(statement.prepared);
            }
            return true;
        }
    }
}
