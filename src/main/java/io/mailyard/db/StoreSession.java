package io.mailyard.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection with its statements. A failed statement invalidates the session until {@link
 * #fresh}: PostgreSQL aborts the transaction then, and SQLite is treated alike. For one thread at a
 * time.
 */
final class StoreSession implements AutoCloseable {
    private static final String LOCK = "SELECT id FROM write_lock WHERE id = 1 FOR UPDATE";
    private static final String SEQUENCES = "; SELECT name, value FROM sequences";

    private static final int ALIVE_SECONDS = 2;

    private final Connection connection;
    private final Dialect dialect;
    private final Statements statements;
    private @Nullable SQLException failure;
    private boolean changed;
    private final long openedAt = System.nanoTime();
    private long usedAt = openedAt;

    StoreSession(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
        this.statements = new Statements(connection);
    }

    Dialect dialect() {
        return dialect;
    }

    /** The connection, for what statements alone cannot do. */
    Connection connection() {
        return connection;
    }

    /** When it was opened, by {@link System#nanoTime}. */
    long openedNanos() {
        return openedAt;
    }

    /** Forgets failures and changes before the next work. */
    void fresh() {
        failure = null;
        changed = false;
    }

    /** The first statement that failed since {@link #fresh}. */
    @Nullable SQLException failure() {
        return failure;
    }

    /** Whether a row may have changed since {@link #fresh}. */
    boolean changed() {
        return changed;
    }

    /** Records the failure and returns the exception to throw. */
    RuntimeException failed(SQLException e, @Nullable String sql) {
        if (failure == null) {
            failure = e;
        }
        return Failures.translated(e, sql);
    }

    <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... args) {
        Statements.@Nullable Statement statement = null;
        try {
            statement = ready(sql, args);
            try (ResultSet rows = statement.prepared().executeQuery()) {
                changed |= statement.changes();
                if (!rows.next()) {
                    return List.of();
                }
                SqlRow row = new SqlRow(this, rows, statement.columns());
                List<T> found = new ArrayList<>();
                do {
                    found.add(mapper.map(row));
                } while (rows.next());
                return Collections.unmodifiableList(found);
            }
        } catch (SQLException e) {
            throw failed(e, sql);
        } finally {
            statements.release(statement);
        }
    }

    <T> Optional<T> one(String sql, RowMapper<T> mapper, @Nullable Object... args) {
        Statements.@Nullable Statement statement = null;
        try {
            statement = ready(sql, args);
            try (ResultSet rows = statement.prepared().executeQuery()) {
                changed |= statement.changes();
                if (!rows.next()) {
                    return Optional.empty();
                }
                T found = mapper.map(new SqlRow(this, rows, statement.columns()));
                if (rows.next()) {
                    throw new IllegalStateException("more than one row for: " + sql);
                }
                return Optional.of(found);
            }
        } catch (SQLException e) {
            throw failed(e, sql);
        } finally {
            statements.release(statement);
        }
    }

    long number(String sql, @Nullable Object... args) {
        return one(sql, row -> row.number(1), args)
                .orElseThrow(() -> new IllegalStateException("no row for: " + sql));
    }

    int update(String sql, @Nullable Object... args) {
        Statements.@Nullable Statement statement = null;
        try {
            statement = ready(sql, args);
            int count = statement.prepared().executeUpdate();
            changed |= count != 0;
            return count;
        } catch (SQLException e) {
            throw failed(e, sql);
        } finally {
            statements.release(statement);
        }
    }

    void updateAll(String sql, List<@Nullable Object[]> rows) {
        if (rows.isEmpty()) {
            return;
        }
        Statements.@Nullable Statement statement = null;
        try {
            statement = ready(sql);
            changed = true;
            if (dialect == Dialect.SQLITE) {
                for (@Nullable Object[] row : rows) {
                    Arguments.bind(statement.prepared(), row);
                    statement.prepared().executeUpdate();
                }
            } else {
                for (@Nullable Object[] row : rows) {
                    Arguments.bind(statement.prepared(), row);
                    statement.prepared().addBatch();
                }
                statement.prepared().executeBatch();
            }
        } catch (SQLException e) {
            throw failed(e, sql);
        } finally {
            statements.release(statement);
        }
    }

    private Statements.Statement ready(String sql, @Nullable Object... args) throws SQLException {
        SQLException earlier = failure;
        if (earlier != null) {
            throw earlier;
        }
        Statements.Statement statement = statements.take(sql);
        try {
            Arguments.bind(statement.prepared(), args);
        } catch (SQLException | RuntimeException e) {
            statements.release(statement);
            throw e;
        }
        return statement;
    }

    /**
     * Begins a write: until the end of the transaction no other process writes.
     *
     * @return the sequences, if reading them takes no round trip of its own; otherwise empty
     */
    Map<String, Long> beginWrite() throws SQLException {
        fresh();
        if (dialect == Dialect.SQLITE) {
            run("BEGIN IMMEDIATE");
            return Map.of();
        }
        // the driver sends BEGIN along; the second statement sees everything committed before the
        // first one got the lock, since each has its own snapshot (READ COMMITTED)
        Statements.Statement both = statements.take(LOCK + SEQUENCES);
        try {
            PreparedStatement prepared = both.prepared();
            prepared.execute();
            requireLocked(prepared);
            Map<String, Long> sequences = new HashMap<>();
            prepared.getMoreResults();
            try (ResultSet rows = prepared.getResultSet()) {
                while (rows.next()) {
                    sequences.put(rows.getString(1), rows.getLong(2));
                }
            }
            return sequences;
        } finally {
            statements.release(both);
        }
    }

    /** Waits until no other process writes; SQLite's BEGIN IMMEDIATE has done so already. */
    void lockWrites() throws SQLException {
        if (dialect == Dialect.SQLITE) {
            return;
        }
        Statements.Statement lock = statements.take(LOCK);
        try {
            lock.prepared().execute();
            requireLocked(lock.prepared());
        } finally {
            statements.release(lock);
        }
    }

    private static void requireLocked(PreparedStatement lock) throws SQLException {
        try (ResultSet row = lock.getResultSet()) {
            if (!row.next()) {
                throw new SQLException("the row of write_lock is missing");
            }
        }
    }

    /** Begins a snapshot, which the first statement afterwards fixes. */
    void beginRead() throws SQLException {
        if (dialect == Dialect.SQLITE) {
            run("BEGIN");
        } else {
            connection.setAutoCommit(false);
        }
    }

    void commit() throws SQLException {
        if (dialect == Dialect.SQLITE) {
            run("COMMIT");
        } else {
            connection.clearWarnings();
            connection.commit();
            requireReplicated(connection.getWarnings());
        }
    }

    /**
     * PostgreSQL commits with a warning where its wait for a synchronous standby was cancelled: the
     * change is on the primary's disk alone then, and lost with it.
     */
    private static void requireReplicated(@Nullable SQLWarning warning) throws SQLException {
        for (SQLWarning next = warning; next != null; next = next.getNextWarning()) {
            String state = String.valueOf(next.getSQLState());
            if (state.equals("01000") || state.equals("57P01")) {
                throw new SQLException(Failures.text(next), "40003", next);
            }
        }
    }

    /** Runs one more statement, then commits; on PostgreSQL in one round trip. */
    void commitAfter(String sql, @Nullable Object... args) throws SQLException {
        if (dialect == Dialect.SQLITE) {
            update(sql, args);
            commit();
            return;
        }
        Statements.Statement both = statements.take(sql + "; COMMIT");
        try {
            Arguments.bind(both.prepared(), args);
            both.prepared().execute();
            requireReplicated(both.prepared().getWarnings());
        } finally {
            statements.release(both);
        }
    }

    void rollback() throws SQLException {
        if (dialect == Dialect.SQLITE) {
            run("ROLLBACK");
        } else {
            connection.rollback();
        }
    }

    /** Ends the snapshot of {@link #beginRead}. */
    void endRead() throws SQLException {
        if (dialect == Dialect.SQLITE) {
            run("ROLLBACK");
        } else {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    void savepoint() throws SQLException {
        run("SAVEPOINT work");
    }

    void release() throws SQLException {
        run("RELEASE SAVEPOINT work");
    }

    void rollbackToSavepoint() throws SQLException {
        run("ROLLBACK TO SAVEPOINT work");
        run("RELEASE SAVEPOINT work");
    }

    private void run(String sql) throws SQLException {
        Statements.Statement statement = statements.take(sql);
        try {
            statement.prepared().executeUpdate();
        } finally {
            statements.release(statement);
        }
    }

    /** Runs a statement without arguments once: of a migration, or of the connection's set-up. */
    void execute(String sql) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Records that the connection is returned now. */
    void used() {
        usedAt = System.nanoTime();
    }

    /** Time in nanoseconds that the connection has been unused. */
    long idleNanos() {
        return System.nanoTime() - usedAt;
    }

    /** Whether it was cut, as connections to a primary are that was replaced. */
    boolean isCut() {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    /** Asks the store whether it still responds; a file always does. */
    boolean alive() {
        try {
            return dialect == Dialect.SQLITE || connection.isValid(ALIVE_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Closes statements and connection, ignoring failures. */
    @Override
    public void close() {
        statements.close();
        Closeables.close(connection);
    }
}
