package io.mailyard.db;

import io.mailyard.base.StartException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

/** Opens connections to PostgreSQL. */
final class Postgres {
    private static final System.Logger LOG = System.getLogger("io.mailyard.db");

    /** The oldest that is tested against. */
    private static final int OLDEST = 15;

    /** How often a start that waits says so. */
    private static final long TOLD_NANOS = Duration.ofSeconds(10).toNanos();

    private final PostgresUrl url;
    private final Properties properties;

    Postgres(StoreConfig config) {
        this.url = PostgresUrl.parse(config.url());
        this.properties = properties(config, url);
    }

    /** What the URL does not say. The driver lets the URL's own parameters win. */
    private static Properties properties(StoreConfig config, PostgresUrl url) {
        Properties given = new Properties();
        given.setProperty("user", config.user().isEmpty() ? url.user() : config.user());
        given.setProperty(
                "password", config.password().isEmpty() ? url.password() : config.password());
        given.setProperty("ApplicationName", "mailyard");
        given.setProperty("connectTimeout", "5");
        given.setProperty("loginTimeout", "10");
        // longer than any statement may last: see the settings below
        given.setProperty("socketTimeout", "60");
        given.setProperty("tcpKeepAlive", "true");
        given.setProperty("reWriteBatchedInserts", "true");
        // Statements keeps them: the driver's own cache would only hold them twice
        given.setProperty("preparedStatementCacheQueries", "0");
        given.setProperty("prepareThreshold", "2");
        return given;
    }

    /**
     * A connection that writes. It waits at most 10 s for another process's group, and a process
     * that hangs in its transaction for 30 s loses its connection, so that the others go on.
     */
    StoreSession writer() throws SQLException {
        Connection connection = connectToPrimary();
        try {
            StoreSession session = new StoreSession(connection, Dialect.POSTGRESQL);
            session.execute(
                    "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED,"
                            + " READ WRITE");
            session.execute("SET lock_timeout = '10s'");
            session.execute("SET statement_timeout = '50s'");
            session.execute("SET idle_in_transaction_session_timeout = '30s'");
            // what the server's own setting may have loosened: durable when write returns
            session.execute(
                    "SELECT set_config('synchronous_commit', 'on', false)"
                            + " WHERE current_setting('synchronous_commit') = 'off'");
            connection.setAutoCommit(false);
            return session;
        } catch (SQLException e) {
            Closeables.close(connection);
            throw e;
        }
    }

    /** A connection that reads: each transaction, also one of a single statement, is a snapshot. */
    StoreSession reader() throws SQLException {
        Connection connection = connectToPrimary();
        try {
            StoreSession session = new StoreSession(connection, Dialect.POSTGRESQL);
            session.execute(
                    "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ,"
                            + " READ ONLY");
            session.execute("SET statement_timeout = '50s'");
            session.execute("SET idle_in_transaction_session_timeout = '60s'");
            return session;
        } catch (SQLException e) {
            Closeables.close(connection);
            throw e;
        }
    }

    /**
     * A standby is as good as a server that is away: it takes no writes, and what it answers may be
     * old. An address that moves leads to one for a while.
     */
    private Connection connectToPrimary() throws SQLException {
        Connection connection = connect();
        boolean primary = false;
        try (Statement statement = connection.createStatement();
                ResultSet standby = statement.executeQuery("SELECT pg_is_in_recovery()")) {
            primary = standby.next() && !standby.getBoolean(1);
        } finally {
            if (!primary) {
                Closeables.close(connection);
            }
        }
        if (!primary) {
            throw new SQLTransientConnectionException(
                    "the server at " + url.hosts() + " is a standby and takes no writes", "25006");
        }
        return connection;
    }

    /** Whatever keeps it from connecting, the store is away for now. */
    private Connection connect() throws SQLException {
        try {
            return DriverManager.getConnection(url.jdbc(), properties);
        } catch (SQLException e) {
            throw new SQLTransientConnectionException(Failures.text(e), e.getSQLState(), e);
        }
    }

    /** Connects, waits for a server that does not answer, and says what does not fit. */
    void check(Duration wait) {
        long began = System.nanoTime();
        long toldAt = 0;
        while (true) {
            try {
                check();
                return;
            } catch (StartException away) {
                long waited = System.nanoTime() - began;
                boolean passes = away.getCause() instanceof SQLException e && Failures.lost(e);
                if (!passes || !mayPass(away) || waited >= wait.toNanos()) {
                    throw away;
                }
                if (toldAt == 0 || waited - toldAt > TOLD_NANOS) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "waiting for the store, for {0} s at most: {1}",
                            wait.toSeconds(),
                            away.getMessage());
                    toldAt = waited;
                }
                pause();
            }
        }
    }

    /** A password or database that is wrong is wrong in a minute too. */
    private static boolean mayPass(StartException failure) {
        return failure.getCause() instanceof SQLException e
                && (e.getSQLState() == null
                        || !(e.getSQLState().startsWith("28") || e.getSQLState().startsWith("3D")));
    }

    private static void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StartException("stopped while waiting for the store", stopped);
        }
    }

    /** Connects once and says what does not fit. */
    private void check() {
        try (Connection connection = connectToPrimary();
                StoreSession session = new StoreSession(connection, Dialect.POSTGRESQL)) {
            String encoding =
                    session.one("SHOW server_encoding", row -> row.text(1)).orElse("unknown");
            if (!encoding.equals("UTF8")) {
                throw new StartException(
                        url.place() + " has the encoding " + encoding + ": UTF8 is needed");
            }
            int version = connection.getMetaData().getDatabaseMajorVersion();
            if (version < OLDEST) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "PostgreSQL {0} is older than the oldest tested, {1}",
                        version,
                        OLDEST);
            }
        } catch (SQLException e) {
            throw new StartException(
                    "cannot use the store at " + url.place() + ": " + Failures.text(e), e);
        }
    }
}
