package io.mailyard.db;

import io.mailyard.base.Sha256;
import io.mailyard.base.StartException;
import io.mailyard.db.StoreTables.StoreTable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One of the two stores of a move: its connection, and what differs between the kinds. */
final class MoveSide implements AutoCloseable {
    private final StoreSession session;
    private final boolean sqlite;

    private MoveSide(StoreSession session) {
        this.session = session;
        this.sqlite = session.dialect() == Dialect.SQLITE;
    }

    /** The store that is read: one moment of it, however long that takes. */
    static MoveSide source(StoreConfig config, Path folder) throws SQLException {
        MoveSide side =
                new MoveSide(
                        config.dialect() == Dialect.SQLITE
                                ? new SqliteFile(StoreBackup.store(folder)).reader()
                                : postgres(config).patientReader());
        side.session.beginRead();
        return side;
    }

    /** The store that is written. */
    static MoveSide target(StoreConfig config, Path folder) throws SQLException {
        if (config.dialect() == Dialect.SQLITE) {
            StoreSession session = new SqliteFile(folder.resolve(SqliteFile.NAME)).writer();
            // rows come table by table; the source has kept the constraints
            session.execute("PRAGMA foreign_keys = OFF");
            session.execute("PRAGMA ignore_check_constraints = ON");
            return new MoveSide(session);
        }
        StoreSession session = postgres(config).patientWriter();
        return new MoveSide(session);
    }

    private static Postgres postgres(StoreConfig config) {
        Postgres postgres = new Postgres(config);
        postgres.check(Duration.ZERO);
        return postgres;
    }

    StoreSession session() {
        return session;
    }

    RowReader reader() {
        return sqlite ? new SqliteRows(session) : new PostgresRows(session);
    }

    RowWriter writer(StoreTable table) throws SQLException {
        return sqlite
                ? new SqliteRows(session).writer(table)
                : new PostgresRows(session).writer(table);
    }

    /** Begins a transaction that writes. */
    void begin() throws SQLException {
        session.fresh();
        if (sqlite) {
            session.execute("BEGIN IMMEDIATE");
        }
    }

    void commit() throws SQLException {
        session.commit();
    }

    void rollback() {
        Closeables.close(session::rollback);
    }

    /** The tables in an order in which they can be filled. */
    List<String> order(Collection<String> tables) {
        return sqlite ? List.copyOf(tables) : StoreTables.parentsFirst(session, tables);
    }

    /** The indexes that no constraint needs, and how each is created. */
    Map<String, String> indexes() {
        Map<String, String> found = new TreeMap<>();
        session.query(
                        sqlite
                                ? "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
                                : "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
                                        + " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
                        row -> Map.entry(row.text(1), row.text(2)))
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }

    /** Statistics for the planner, which has never seen the rows. */
    void analyze() throws SQLException {
        if (!sqlite) {
            // waits for the disk, and so for every step before
            session.execute("SET LOCAL synchronous_commit = on");
            session.execute("ANALYZE");
        }
    }

    /** Refuses a store that a server uses; that of a file is known by the lock of its folder. */
    void requireUnused(String place, Instant now) {
        if (!sqlite) {
            new OtherServers(session)
                    .heardOf(now)
                    .ifPresent(who -> {
                        throw new StartException(
                                place
                                        + " is in use: "
                                        + who
                                        + ": stop every server and wait a minute");
                    });
        }
    }

    /** Deletes every row of tables that refer to each other. */
    void empty(List<String> tables) throws SQLException {
        if (sqlite) {
            for (String table : tables) {
                session.update("DELETE FROM \"" + table + "\"");
            }
        } else {
            // all at once: a table that others refer to cannot be emptied so alone
            session.execute("TRUNCATE \"" + String.join("\", \"", tables) + "\"");
        }
    }

    /** Tells a store from all others, however it is used. */
    String identity() {
        StringBuilder all = new StringBuilder();
        session.query(
                "SELECT salt FROM erasure_salt ORDER BY salt", row -> all.append(row.text(1)));
        return Sha256.hex("store " + all);
    }

    /**
     * Tells a store from all others, and from itself once anything was accepted, sent or changed in
     * it.
     */
    String fingerprint() {
        StringBuilder all = new StringBuilder();
        session.query("SELECT salt FROM erasure_salt", row -> all.append(row.text(1)));
        session.query(
                "SELECT id, hash FROM audit_head",
                row -> all.append(row.number(1)).append(row.text(2)));
        session.query(
                // that of the schema is the mark of a move
                "SELECT name, value FROM sequences WHERE name <> '"
                        + SchemaState.SEQUENCE
                        + "' ORDER BY name",
                row -> all.append(row.text(1)).append('=').append(row.number(2)).append(' '));
        session.query(
                "SELECT account_id, accepted, delivered, bounced, expired, purged FROM ledger ORDER BY account_id",
                row -> {
                    for (int i = 1; i <= 6; i++) {
                        all.append(row.number(i)).append(' ');
                    }
                    return all;
                });
        return Sha256.hex(all.toString());
    }

    @Override
    public void close() {
        session.close();
    }
}
