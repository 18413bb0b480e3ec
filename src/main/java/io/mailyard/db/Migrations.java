package io.mailyard.db;

import io.mailyard.base.StartException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Upgrades the schema to the program's version. */
final class Migrations {
    private static final String FOLDER = "/db/migrations/";

    /**
     * Advisory lock key, the same in every version: held while changing the schema of a PostgreSQL.
     */
    private static final long ADVISORY_LOCK = 0x4d595244;

    /** The sequence that holds the version of the schema. */
    static final String SCHEMA = "schema";

    /** Marks in place of a version: the store was moved elsewhere; a move into it has not ended. */
    static final int MOVED = 1_000_000;

    static final int MOVING = 1_000_001;

    private final TreeMap<Integer, Migration> known = new TreeMap<>();

    Migrations(List<Migration> known) {
        for (Migration migration : known) {
            if (this.known.put(migration.version(), migration) != null) {
                throw new IllegalArgumentException("two migrations " + migration.version());
            }
        }
    }

    /** The program's migrations, named in the file {@code index}. */
    static Migrations shipped() {
        return Shipped.MIGRATIONS;
    }

    /** Read once for all stores that a process opens. */
    private static final class Shipped {
        static final Migrations MIGRATIONS = read();
    }

    private static Migrations read() {
        List<Migration> found = new ArrayList<>();
        for (String line : text("index").split("\n", -1)) {
            String file = line.strip();
            if (!file.isEmpty() && !file.startsWith("#")) {
                found.add(Migration.of(file, text(file)));
            }
        }
        return new Migrations(found);
    }

    /** These migrations and another one. */
    Migrations and(Migration another) {
        List<Migration> all = new ArrayList<>(known.values());
        all.add(another);
        return new Migrations(all);
    }

    private static String text(String file) {
        try (InputStream in = Migrations.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new StartException("the program is incomplete: no " + FOLDER + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Schema version after {@link #apply}. */
    int newest() {
        return known.isEmpty() ? 0 : known.lastKey();
    }

    /**
     * Applies missing migrations while no process writes: each in its own transaction, except that
     * a store without any gets all of them in one, so that it is empty or whole.
     *
     * @param force whether to do so although another server was active in the last minute
     */
    void apply(StoreSession session, Clock clock, boolean force) {
        apply(session, clock, force, false);
    }

    /**
     * The same.
     *
     * @param useMoved whether to use a store that was moved elsewhere
     */
    void apply(StoreSession session, Clock clock, boolean force, boolean useMoved) {
        boolean more = true;
        if (!force && session.dialect() == Dialect.POSTGRESQL) {
            mustBeAlone(session, clock);
        }
        while (more) {
            try {
                more = applySome(session, clock, useMoved);
            } catch (SQLException e) {
                throw new StartException(
                        "cannot change the store's schema: " + Failures.text(e), e);
            }
        }
    }

    /** Another active server would continue with an unknown schema. */
    private void mustBeAlone(StoreSession session, Clock clock) {
        OtherServers others = new OtherServers(session);
        try {
            if (!others.table("schema_versions")) {
                return;
            }
            Map<Integer, Applied> applied = applied(session);
            check(applied);
            if (applied.size() < known.size()) {
                others.heardOf(clock.instant())
                        .ifPresent(who -> {
                            throw new StartException(
                                    "the store's schema has to be changed, and "
                                            + who
                                            + ": stop every server and wait a minute, or start with"
                                            + " --force");
                        });
            }
            session.rollback();
        } catch (SQLException e) {
            throw new StartException("cannot read the store: " + Failures.text(e), e);
        }
    }

    private boolean applySome(StoreSession session, Clock clock, boolean useMoved)
            throws SQLException {
        begin(session);
        boolean done = false;
        try {
            requireNotMoved(session, useMoved);
            Map<Integer, Applied> applied = applied(session);
            check(applied);
            List<Migration> missing =
                    known.values().stream().filter(m -> !applied.containsKey(m.version())).toList();
            if (!applied.isEmpty() && !missing.isEmpty()) {
                session.lockWrites();
                missing = missing.subList(0, 1);
            }
            for (Migration migration : missing) {
                run(migration, session, clock);
            }
            session.commit();
            done = true;
            return !missing.isEmpty();
        } finally {
            if (!done) {
                session.rollback();
            }
        }
    }

    private static void begin(StoreSession session) throws SQLException {
        session.fresh();
        if (session.dialect() == Dialect.SQLITE) {
            session.beginWrite();
        } else {
            session.execute("SELECT pg_advisory_xact_lock(" + ADVISORY_LOCK + ")");
        }
        Migration versions =
                new Migration(
                        0,
                        "versions",
                        """
                        CREATE TABLE IF NOT EXISTS schema_versions (
                          version bigint PRIMARY KEY,
                          name text NOT NULL,
                          checksum text NOT NULL,
                          applied_at bigint NOT NULL
                        ) ${strict};
                        """);
        for (String statement : versions.statements(session.dialect())) {
            session.execute(statement);
        }
    }

    private record Applied(int version, String checksum) {}

    private static Map<Integer, Applied> applied(StoreSession session) {
        Map<Integer, Applied> found = new TreeMap<>();
        for (Applied applied :
                session.query(
                        "SELECT version, checksum FROM schema_versions",
                        row -> new Applied((int) row.number(1), row.text(2)))) {
            if (applied.version() == MOVING) {
                throw new StartException(
                        "a move of "
                                + applied.checksum()
                                + " into this store has not ended: repeat `mailyard move` to go on, or"
                                + " begin again with an empty one");
            }
            if (applied.version() != MOVED) {
                found.put(applied.version(), applied);
            }
        }
        return found;
    }

    /** Marks a store; programs of every version refuse to start on it then. */
    static void mark(StoreSession session, int mark, String place, Clock clock) {
        session.update(
                "INSERT INTO schema_versions (version, name, checksum, applied_at) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (version) DO UPDATE SET checksum = excluded.checksum,"
                        + " applied_at = excluded.applied_at",
                mark,
                mark == MOVED ? "moved" : "moving",
                place,
                clock.instant());
    }

    static void unmark(StoreSession session, int mark) {
        session.update("DELETE FROM schema_versions WHERE version = ?", mark);
    }

    /** Refuses a store that was moved elsewhere, or takes the mark from it. */
    private static void requireNotMoved(StoreSession session, boolean useMoved) {
        session.query(
                        "SELECT checksum FROM schema_versions WHERE version = ?",
                        row -> row.text(1),
                        MOVED)
                .forEach(place -> {
                    if (!useMoved) {
                        throw new StartException(
                                "this store was moved to "
                                        + place
                                        + ": start the server there; to go on with this one after all,"
                                        + " --set store.use-moved=true, once");
                    }
                    unmark(session, MOVED);
                });
    }

    /** Refuses a schema that is newer than the program or of another build. */
    void check(StoreSession session) {
        check(applied(session));
    }

    /** The version of a schema that this program knows; refuses others as {@link #check}. */
    int version(StoreSession session) {
        Map<Integer, Applied> applied = applied(session);
        check(applied);
        return applied.keySet().stream().mapToInt(version -> version).max().orElse(0);
    }

    /** Refuses any schema other than this program's. */
    void requireCurrent(StoreSession session) {
        Map<Integer, Applied> applied = applied(session);
        check(applied);
        if (applied.size() < known.size()) {
            throw new StartException(
                    "the store's schema is of an older program: start the server of this one once");
        }
    }

    private void check(Map<Integer, Applied> applied) {
        int newest = applied.keySet().stream().mapToInt(version -> version).max().orElse(0);
        if (newest > newest()) {
            throw new StartException(
                    "the store's schema is version "
                            + newest
                            + ", this program knows up to "
                            + newest()
                            + ": start the newer program");
        }
        for (Applied one : applied.values()) {
            Migration migration = known.get(one.version());
            if (migration == null || !migration.checksum().equals(one.checksum())) {
                throw new StartException(
                        "the store's schema was made by another build of this program: its version "
                                + one.version()
                                + " differs from the one known here");
            }
        }
    }

    private static void run(Migration migration, StoreSession session, Clock clock)
            throws SQLException {
        for (String statement : migration.statements(session.dialect())) {
            session.execute(statement);
        }
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
                    SCHEMA,
                    migration.version());
        }
    }
}
