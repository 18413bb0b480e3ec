package io.mailyard.db;

import io.mailyard.base.StartException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens connections to PostgreSQL. */
final class Postgres {
    private static final Logger LOG = LoggerFactory.getLogger(Postgres.class);

    /** Oldest tested version. */
    private static final int OLDEST = 15;

    /** Interval of log messages while a start waits. */
    private static final long TOLD_NANOS = Duration.ofSeconds(10).toNanos();

    private final PostgresUrl url;
    private final Properties properties;
    private final PrimaryConnector connector;

    Postgres(StoreConfig config) {
        this.url = PostgresUrl.parse(config.url());
        if (url.user().isEmpty() && config.user().isEmpty()) {
            // PostgreSQL takes no login without one. Nothing of the URL is shown: where the host is
            // left out, its place has a password, which may look like a port.
            throw new StartException(
                    "the store's URL names no user: write"
                            + " postgresql://USER:PASSWORD@HOST:PORT/DATABASE, or set store.user");
        }
        this.properties = properties(config, url);
        this.connector = new PrimaryConnector(url);
    }

    /** Default driver properties. The driver gives precedence to the URL's parameters. */
    private static Properties properties(StoreConfig config, PostgresUrl url) {
        Properties given = new Properties();
        given.setProperty("user", config.user().isEmpty() ? url.user() : config.user());
        given.setProperty(
                "password", config.password().isEmpty() ? url.password() : config.password());
        given.setProperty("ApplicationName", "mailyard");
        given.setProperty("connectTimeout", "5");
        given.setProperty("loginTimeout", "10");
        // Longer than any statement may last: see the settings below.
        given.setProperty("socketTimeout", "60");
        given.setProperty("tcpKeepAlive", "true");
        given.setProperty("reWriteBatchedInserts", "true");
        // Statements caches them: the driver's own cache would only hold them twice.
        given.setProperty("preparedStatementCacheQueries", "0");
        given.setProperty("prepareThreshold", "2");
        return given;
    }

    /**
     * A writer connection. It waits at most 10 s for another process's group, and a process that
     * hangs in its transaction for 30 s loses its connection, so that others continue.
     */
    StoreSession writer() throws SQLException {
        return writer("50s");
    }

    /**
     * A {@link #writer()} for changes of the schema: a step takes as long as its table is large,
     * whatever limits the URL sets. A server that vanishes amid one is noticed by TCP's keep-alive,
     * or by the watch over several hosts.
     */
    StoreSession schemaWriter() throws SQLException {
        StoreSession session = writer("0");
        try {
            session.connection().setNetworkTimeout(Runnable::run, 0);
            return session;
        } catch (SQLException e) {
            session.close();
            throw e;
        }
    }

    private StoreSession writer(String statementTimeout) throws SQLException {
        Connection connection = connector.connect(properties);
        try {
            StoreSession session = new StoreSession(connection, Dialect.POSTGRESQL);
            session.execute(
                    "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED,"
                            + " READ WRITE");
            withoutJit(session);
            session.execute("SET lock_timeout = '10s'");
            session.execute("SET statement_timeout = '" + statementTimeout + "'");
            session.execute("SET idle_in_transaction_session_timeout = '30s'");
            // Overrides a looser server setting: writes are durable on return.
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

    /** A reader connection: each transaction, also of a single statement, is a snapshot. */
    StoreSession reader() throws SQLException {
        Connection connection = connector.connect(properties);
        try {
            StoreSession session = new StoreSession(connection, Dialect.POSTGRESQL);
            session.execute(
                    "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ,"
                            + " READ ONLY");
            withoutJit(session);
            session.execute("SET statement_timeout = '50s'");
            session.execute("SET idle_in_transaction_session_timeout = '60s'");
            return session;
        } catch (SQLException e) {
            Closeables.close(connection);
            throw e;
        }
    }

    /** A reader connection for a snapshot that lasts as long as it takes, as a backup needs. */
    StoreSession patientReader() throws SQLException {
        Properties patient = new Properties();
        patient.putAll(properties);
        patient.setProperty("socketTimeout", "0");
        Connection connection = connector.connect(patient);
        try {
            StoreSession session = new StoreSession(connection, Dialect.POSTGRESQL);
            session.execute(
                    "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ,"
                            + " READ ONLY");
            withoutJit(session);
            session.execute("SET statement_timeout = 0");
            session.execute("SET idle_in_transaction_session_timeout = 0");
            return session;
        } catch (SQLException e) {
            Closeables.close(connection);
            throw e;
        }
    }

    /** A writer connection for steps that take as long as they take, as those of a move. */
    StoreSession patientWriter() throws SQLException {
        Properties patient = new Properties();
        patient.putAll(properties);
        patient.setProperty("socketTimeout", "0");
        Connection connection = connector.connect(patient);
        try {
            StoreSession session = new StoreSession(connection, Dialect.POSTGRESQL);
            withoutJit(session);
            session.execute("SET statement_timeout = 0");
            session.execute("SET idle_in_transaction_session_timeout = 0");
            // a step that is lost is repeated; the last commit waits for all of them
            session.execute("SET synchronous_commit = off");
            connection.setAutoCommit(false);
            return session;
        } catch (SQLException e) {
            Closeables.close(connection);
            throw e;
        }
    }

    /** A connection for statements about the database itself; each is a transaction. */
    StoreSession owner() throws SQLException {
        return new StoreSession(connector.connect(properties), Dialect.POSTGRESQL);
    }

    /** Environment by which tools of PostgreSQL reach it (libpq manual, 34.15). */
    Map<String, String> environment() {
        return PostgresEnvironment.of(url, properties);
    }

    String databaseName() {
        return url.decodedName();
    }

    /**
     * Statements of this program are short; where one has many rows to change, compiling it took a
     * tenth of a second and saved nothing.
     */
    private static void withoutJit(StoreSession session) throws SQLException {
        session.execute("SET jit = off");
    }

    /** Watches several hosts for a change of the primary, until it is closed. */
    PrimaryWatch watch() {
        return PrimaryWatch.start(connector, properties);
    }

    /** Connects, waits for a server that does not respond, and reports incompatibilities. */
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
                    LOG.warn(
                            "waiting for the store, for {} s at most: {}",
                            wait.toSeconds(),
                            away.getMessage());
                    toldAt = waited;
                }
                pause();
            }
        }
    }

    /** A wrong password or database is still wrong in a minute. */
    private static boolean mayPass(StartException failure) {
        return failure.getCause() instanceof SQLException e && !PrimaryConnector.isRefusal(e);
    }

    private static void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StartException("stopped while waiting for the store", stopped);
        }
    }

    /** Connects once and reports incompatibilities. */
    private void check() {
        try (Connection connection = connector.connect(properties);
                StoreSession session = new StoreSession(connection, Dialect.POSTGRESQL)) {
            String encoding =
                    session.one("SHOW server_encoding", row -> row.text(1)).orElse("unknown");
            if (!encoding.equals("UTF8")) {
                throw new StartException(
                        url.place() + " has the encoding " + encoding + ": UTF8 is needed");
            }
            int version = connection.getMetaData().getDatabaseMajorVersion();
            if (version < OLDEST) {
                LOG.warn("PostgreSQL {} is older than the oldest tested, {}", version, OLDEST);
            }
            PoolerCheck.requireOwnSession(connection, this::owner);
        } catch (SQLException e) {
            throw new StartException(
                    "cannot use the store at " + url.place() + ": " + Failures.text(e), e);
        }
    }
}
