package io.mailyard.db;

import io.mailyard.base.StartException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/**
 * Finds a pooler, such as PgBouncer, that lends a session for one transaction only. Settings and
 * prepared statements of this program last as long as its connections: there, they would reach
 * other clients, for example reads' READ ONLY a client that writes.
 */
final class PoolerCheck {
    private PoolerCheck() {}

    /**
     * Checks a connection.
     *
     * @param opener opens another one
     * @throws StartException if sessions are shared
     */
    static void requireOwnSession(Connection first, StoreSessionOpener opener) throws SQLException {
        if (first.unwrap(PGConnection.class).getBackendPID() == session(first)) {
            return; // the server's own answer at login: nobody is between
        }
        try (StoreSession other = opener.open()) {
            Connection second = other.connection();
            // some poolers keep a session for who changes its settings, as this program does
            set(first);
            set(second);
            int before = session(first);
            second.setAutoCommit(false);
            int others = session(second);
            int after = session(first);
            second.rollback();
            second.setAutoCommit(true);
            if (others == before || after != before) {
                throw new StartException(
                        "the pooler in front of PostgreSQL lends sessions for a transaction only: set"
                                + " pool_mode = session (PgBouncer), or connect to PostgreSQL itself");
            }
        }
    }

    private static void set(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET jit = off");
        }
    }

    private static int session(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }
}
