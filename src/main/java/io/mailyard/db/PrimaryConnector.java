package io.mailyard.db;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to the primary among the hosts of a URL. Two hosts may call themselves primary for a
 * while, for example one that hung while the other was promoted: the one promoted last counts,
 * which PostgreSQL's timeline tells, and connections to the other are cut.
 */
final class PrimaryConnector {
    private static final Logger LOG = LoggerFactory.getLogger(PrimaryConnector.class);

    /**
     * Longest wait for each answer of one of several hosts while connecting: a host that hangs must
     * not keep callers from the next one, and an answer takes milliseconds.
     */
    private static final int LOGIN_SECONDS = 5;

    private static final String IS_STANDBY = "SELECT pg_is_in_recovery()";

    /** The timeline is the beginning of a log file's name (PostgreSQL manual, 9.27.3). */
    private static final String STATE =
            "SELECT pg_is_in_recovery(), (SELECT system_identifier FROM pg_control_system()),"
                    + " CASE WHEN pg_is_in_recovery() THEN 0 ELSE"
                    + " ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint"
                    + " END";

    private final PostgresUrl url;
    private final List<String> hosts;

    /** Connections to one of several hosts, with its timeline. Guarded by this. */
    private final Map<Connection, Long> open = new HashMap<>();

    private String primary;
    private long system;
    private long timeline;

    PrimaryConnector(PostgresUrl url) {
        this.url = url;
        this.hosts = url.hostList();
        this.primary = hosts.getFirst();
    }

    /**
     * State that a host reports of itself.
     *
     * @param system identifies the primary with its standbys; 0: it does not say
     * @param timeline of a primary; each promotion increments it; 0: it does not say
     */
    record HostState(boolean standby, long system, long timeline) {}

    /** The hosts to watch: none where there is only one to go to. */
    List<String> watchedHosts() {
        return hosts.size() == 1 ? List.of() : hosts;
    }

    /**
     * Connects to the primary.
     *
     * @throws SQLTransientConnectionException if no host is a primary that answers
     */
    Connection connect(Properties how) throws SQLException {
        if (hosts.size() == 1) {
            return connectToOnly(how);
        }
        List<String> reasons = new ArrayList<>();
        SQLException told = null;
        for (String host : inOrder()) {
            try {
                return connectToPrimary(host, how);
            } catch (SQLException e) {
                reasons.add(host + ": " + Failures.text(e));
                // a wrong password at one host says little while another one does not answer
                if (told == null || isRefusal(told)) {
                    told = e;
                }
            }
        }
        throw new SQLTransientConnectionException(
                "none of the hosts is a primary that answers: " + String.join("; ", reasons),
                told == null ? "" : told.getSQLState(),
                told);
    }

    /** Whether the login or the database is wrong, which does not pass. */
    static boolean isRefusal(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("28") || state.startsWith("3D"));
    }

    /** The last known primary first. */
    private synchronized List<String> inOrder() {
        List<String> order = new ArrayList<>(hosts);
        order.remove(primary);
        order.addFirst(primary);
        return order;
    }

    /**
     * A standby counts as unavailable: it accepts no writes and may return old data. A moving
     * address may lead to one for a while.
     */
    private Connection connectToOnly(Properties how) throws SQLException {
        Connection connection = connect(url.jdbc(), how);
        boolean found = false;
        try (Statement statement = connection.createStatement();
                ResultSet standby = statement.executeQuery(IS_STANDBY)) {
            found = standby.next() && !standby.getBoolean(1);
        } finally {
            if (!found) {
                Closeables.close(connection);
            }
        }
        if (!found) {
            throw standby("the server at " + url.hosts());
        }
        return connection;
    }

    private static SQLException standby(String server) {
        return new SQLTransientConnectionException(
                server + " is a standby and takes no writes", "25006");
    }

    private Connection connectToPrimary(String host, Properties how) throws SQLException {
        Connection connection = connectTo(host, how);
        boolean accepted = false;
        try {
            HostState state = ask(connection);
            if (state.standby()) {
                throw standby("it");
            }
            accept(host, state, connection);
            connection.setNetworkTimeout(Runnable::run, url.socketTimeoutSeconds(how) * 1000);
            accepted = true;
            return connection;
        } finally {
            if (!accepted) {
                Closeables.close(connection);
            }
        }
    }

    /** A connection to one of several hosts, whatever it is, with short waits. */
    Connection connectTo(String host, Properties how) throws SQLException {
        Properties brief = new Properties();
        brief.putAll(how);
        brief.setProperty("socketTimeout", String.valueOf(LOGIN_SECONDS));
        brief.setProperty("sslResponseTimeout", String.valueOf(LOGIN_SECONDS * 1000));
        // of the driver's own limit a thread remains that waits on
        brief.setProperty("loginTimeout", "0");
        return connect(url.jdbcOf(host), brief);
    }

    /** Any failure to connect means that the store is unavailable for now. */
    private static Connection connect(String jdbc, Properties how) throws SQLException {
        try {
            return DriverManager.getConnection(jdbc, how);
        } catch (SQLException e) {
            throw new SQLTransientConnectionException(Failures.text(e), e.getSQLState(), e);
        }
    }

    /** Asks one of several hosts for its state. */
    HostState ask(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(STATE)) {
                row.next();
                return new HostState(row.getBoolean(1), row.getLong(2), row.getLong(3));
            } catch (SQLException e) {
                if (Failures.lost(e)) {
                    throw e;
                }
            }
            // some services do not offer these functions
            try (ResultSet row = statement.executeQuery(IS_STANDBY)) {
                row.next();
                return new HostState(row.getBoolean(1), 0, 0);
            }
        }
    }

    /** Notes what a host says; a primary that was promoted since becomes the one to use. */
    void saw(String host, HostState state) throws SQLException {
        List<Connection> left = state.standby() ? List.of() : promoted(host, state);
        for (Connection connection : left) {
            connection.abort(Runnable::run);
        }
    }

    private void accept(String host, HostState state, Connection connection) throws SQLException {
        saw(host, state);
        synchronized (this) {
            if (state.timeline() < timeline) {
                throw new SQLTransientConnectionException(
                        primary + " was promoted in its place", "25006");
            }
            open.keySet().removeIf(PrimaryConnector::isClosed);
            open.put(connection, state.timeline());
            primary = host;
        }
    }

    /** Notes a primary; returns the connections to the one before. */
    private synchronized List<Connection> promoted(String host, HostState state)
            throws SQLException {
        if (system != 0 && state.system() != 0 && state.system() != system) {
            throw new SQLTransientConnectionException(
                    "it is no copy of the PostgreSQL used so far (system identifier "
                            + state.system()
                            + ", not "
                            + system
                            + "): if that was replaced, restart this server",
                    "08004");
        }
        if (state.timeline() <= timeline) {
            return List.of();
        }
        List<Connection> left = new ArrayList<>();
        Iterator<Map.Entry<Connection, Long>> entries = open.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Connection, Long> entry = entries.next();
            if (entry.getValue() < state.timeline()) {
                if (!isClosed(entry.getKey())) {
                    left.add(entry.getKey());
                }
                entries.remove();
            }
        }
        if (timeline != 0) {
            LOG.warn(
                    "{} was promoted to primary (timeline {}): {} connections to {} are cut",
                    host,
                    String.valueOf(state.timeline()),
                    left.size(),
                    primary);
        }
        system = state.system();
        timeline = state.timeline();
        primary = host;
        return left;
    }

    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }
}
