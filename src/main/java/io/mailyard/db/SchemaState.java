package io.mailyard.db;

import io.mailyard.base.StartException;
import io.mailyard.base.Version;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The migrations that a store has. Those in {@code schema_versions} are known to every program that
 * may use it. Those in {@code schema_ahead} were applied while servers of the release before may
 * run: each says from which schema on a program can go on beside it.
 */
record SchemaState(TreeMap<Integer, Applied> finished, TreeMap<Integer, Applied> ahead) {
    /** The sequence that holds the newest finished migration: older programs then stop writing. */
    static final String SEQUENCE = "schema";

    /** Marks in place of a version: the store was moved elsewhere; a move into it has not ended. */
    static final int MOVED = 1_000_000;

    static final int MOVING = 1_000_001;

    private static final String AHEAD = "schema_ahead";

    /** The table that a PostgreSQL has while a backup is restored into it, and no longer. */
    static final String RESTORING = "restore_begun";

    private static final Migration TABLES =
            Migration.of(
                    "0000-versions.sql",
                    """
                    CREATE TABLE IF NOT EXISTS schema_versions (
                      version bigint PRIMARY KEY,
                      name text NOT NULL,
                      checksum text NOT NULL,
                      applied_at bigint NOT NULL
                    ) ${strict};
                    CREATE TABLE IF NOT EXISTS schema_ahead (
                      version bigint PRIMARY KEY,
                      name text NOT NULL,
                      checksum text NOT NULL,
                      applied_at bigint NOT NULL,
                      serves bigint NOT NULL,
                      made_by text NOT NULL
                    ) ${strict};
                    """);

    /**
     * A migration that was applied.
     *
     * @param serves the schema that a program must know at least to go on beside it
     * @param madeBy version of the program that applied it; empty for finished ones
     */
    record Applied(int version, String name, String checksum, int serves, String madeBy) {}

    /** Creates the two tables where they are missing. */
    static void prepare(StoreSession session) throws SQLException {
        for (String statement : TABLES.statements(session.dialect())) {
            session.execute(statement);
        }
    }

    /**
     * Reads them, in a store of any version.
     *
     * @throws StartException where a move into the store has not ended
     */
    static SchemaState read(StoreSession session) {
        TreeMap<Integer, Applied> finished = new TreeMap<>();
        for (Applied applied :
                session.query(
                        "SELECT version, name, checksum FROM schema_versions",
                        row -> new Applied((int) row.number(1), row.text(2), row.text(3), 0, ""))) {
            if (applied.version() == MOVING) {
                throw StartException.storeRefused(
                        "a move of "
                                + applied.checksum()
                                + " into this store has not ended: repeat `mailyard move` to go on, or"
                                + " begin again with an empty one");
            }
            if (applied.version() != MOVED) {
                finished.put(applied.version(), applied);
            }
        }
        TreeMap<Integer, Applied> ahead = new TreeMap<>();
        if (StoreTables.exists(session, AHEAD)) {
            session.query(
                            "SELECT version, name, checksum, serves, made_by FROM schema_ahead",
                            row ->
                                    new Applied(
                                            (int) row.number(1),
                                            row.text(2),
                                            row.text(3),
                                            (int) row.number(4),
                                            row.text(5)))
                    .forEach(applied -> ahead.put(applied.version(), applied));
        }
        return new SchemaState(finished, ahead);
    }

    boolean isEmpty() {
        return finished.isEmpty() && ahead.isEmpty();
    }

    boolean has(Migration migration) {
        return finished.containsKey(migration.version()) || ahead.containsKey(migration.version());
    }

    /** The newest migration that it has; 0 if none. */
    int newest() {
        return Math.max(last(finished), last(ahead));
    }

    static int last(TreeMap<Integer, Applied> applied) {
        return applied.isEmpty() ? 0 : applied.lastKey();
    }

    Map<Integer, Applied> all() {
        TreeMap<Integer, Applied> all = new TreeMap<>(finished);
        all.putAll(ahead);
        return Collections.unmodifiableMap(all);
    }

    /** Records that a migration is applied, and that programs from {@code serves} on may go on. */
    static void recordExpansion(
            StoreSession session, Migration migration, int serves, InstantSource clock) {
        session.update(
                "INSERT INTO schema_ahead (version, name, checksum, applied_at, serves, made_by)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                migration.version(),
                migration.name(),
                migration.checksum(),
                clock.instant(),
                serves,
                Version.text());
    }

    /** Records that a migration is applied and that every program must know it. */
    static void recordEnd(StoreSession session, Migration migration, InstantSource clock) {
        session.update("DELETE FROM schema_ahead WHERE version = ?", migration.version());
        session.update(
                "INSERT INTO schema_versions (version, name, checksum, applied_at)"
                        + " VALUES (?, ?, ?, ?)",
                migration.version(),
                migration.name(),
                migration.checksum(),
                clock.instant());
        if (migration.version() > 1) {
            // An older program notices at its next write and stops writing.
            session.update(
                    "INSERT INTO sequences (name, value) VALUES (?, ?)"
                            + " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    SEQUENCE,
                    migration.version());
        }
    }

    /** Marks a store; programs of every version refuse to start on it then. */
    static void mark(StoreSession session, int mark, String place, InstantSource clock) {
        session.update(
                "INSERT INTO schema_versions (version, name, checksum, applied_at) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (version) DO UPDATE SET checksum = excluded.checksum,"
                        + " applied_at = excluded.applied_at",
                mark,
                mark == MOVED ? "moved" : "moving",
                place,
                clock.instant());
        if (mark == MOVED) {
            setSequence(session, MOVED);
        }
    }

    static void unmark(StoreSession session, int mark) {
        session.update("DELETE FROM schema_versions WHERE version = ?", mark);
        if (mark == MOVED) {
            setSequence(
                    session,
                    session.number("SELECT coalesce(max(version), 0) FROM schema_versions"));
        }
    }

    /**
     * Sets the number that a server reads with each write; each store has it, from its second
     * migration on.
     */
    private static void setSequence(StoreSession session, long value) {
        session.update("UPDATE sequences SET value = ? WHERE name = ?", value, SEQUENCE);
    }

    /** Marks a database, still without a store, as one that a restore begins in. */
    static void beginRestore(StoreSession session) throws SQLException {
        session.execute("CREATE TABLE IF NOT EXISTS " + RESTORING + " (begun bigint PRIMARY KEY)");
    }

    /**
     * Refuses a store whose restore has not ended: its mail would go out again.
     *
     * @throws StartException if it is one
     */
    static void requireRestored(StoreSession session) {
        if (session.dialect() == Dialect.POSTGRESQL && StoreTables.exists(session, RESTORING)) {
            throw StartException.storeRefused(
                    "a restore into this store has not ended: restore the backup into an empty"
                            + " database");
        }
    }

    /** Where the store was moved to. */
    static Optional<String> movedTo(StoreSession session) {
        return session
                .query(
                        "SELECT checksum FROM schema_versions WHERE version = ?",
                        row -> row.text(1),
                        MOVED)
                .stream()
                .findFirst();
    }
}
