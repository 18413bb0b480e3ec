package io.mailyard.db;

import io.mailyard.base.StartException;
import io.mailyard.db.SchemaState.Applied;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The program's migrations, and which schemas it serves: its own, and those of the release before
 * and after it (docs/operating.md, Upgrades).
 */
final class Migrations {
    private static final String FOLDER = "/db/migrations/";

    private final TreeMap<Integer, Migration> known = new TreeMap<>();
    private final List<Release> releases;
    private boolean amidRestore;

    /** Migrations that all belong to releases before this one. */
    Migrations(List<Migration> known) {
        this(
                known,
                List.of(
                        new Release(
                                "", known.stream().mapToInt(Migration::version).max().orElse(0))));
    }

    Migrations(List<Migration> known, List<Release> releases) {
        for (Migration migration : known) {
            if (this.known.put(migration.version(), migration) != null) {
                throw new IllegalArgumentException("two migrations " + migration.version());
            }
        }
        this.releases = List.copyOf(releases);
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
        for (String line : lines("index")) {
            String[] words = line.split(" +", -1);
            found.add(
                    Migration.of(
                            words[0],
                            words.length > 1 && words[1].equals("contract")
                                    ? Migration.MigrationPhase.CONTRACT
                                    : Migration.MigrationPhase.EXPAND,
                            text(words[0])));
        }
        return new Migrations(found, lines("releases").stream().map(Release::parse).toList());
    }

    /** The lines of a file of this folder that say something. */
    static List<String> lines(String file) {
        return text(file)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    /** These migrations, for the restore itself, which uses the store before others may. */
    Migrations amidRestore() {
        Migrations same = new Migrations(List.copyOf(known.values()), releases);
        same.amidRestore = true;
        return same;
    }

    /** Refuses a store whose restore has not ended. */
    void requireRestored(StoreSession session) {
        if (!amidRestore) {
            SchemaState.requireRestored(session);
        }
    }

    /** These migrations and another one, of this release. */
    Migrations and(Migration another) {
        List<Migration> all = new ArrayList<>(known.values());
        all.add(another);
        return new Migrations(all, releases);
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

    /** The newest migration that this program knows. */
    int newest() {
        return known.isEmpty() ? 0 : known.lastKey();
    }

    /** The newest migration that the release before knows. */
    int before() {
        return Release.schemaOfLast(releases);
    }

    List<Release> releases() {
        return releases;
    }

    /** The migrations that fulfil a condition, in order. */
    List<Migration> those(Predicate<Migration> condition) {
        return known.values().stream().filter(condition).toList();
    }

    /**
     * Brings a store up to date as far as servers of the release before can go on: see {@link
     * SchemaUpgrade#start}.
     */
    void apply(StoreSession session, InstantSource clock, boolean force, boolean useMoved) {
        new SchemaUpgrade(this, session, clock, force, useMoved).start();
    }

    /** Refuses a schema that this program does not serve, or that another build made. */
    void check(StoreSession session) {
        requireRestored(session);
        check(SchemaState.read(session));
    }

    /** The newest migration of a store; refuses what {@link #check} refuses. */
    int version(StoreSession session) {
        requireRestored(session);
        SchemaState state = SchemaState.read(session);
        check(state);
        return state.newest();
    }

    /**
     * Whether a store has all that this program needs to work on it, however it got here.
     *
     * @throws StartException where {@link #check} refuses it
     */
    boolean suffices(StoreSession session) {
        requireRestored(session);
        SchemaState state = SchemaState.read(session);
        check(state);
        return those(migration -> isNeeded(migration) && !state.has(migration)).isEmpty();
    }

    /** Contracting migrations of this release may be missing. */
    private boolean isNeeded(Migration migration) {
        return migration.version() <= before()
                || migration.phase() == Migration.MigrationPhase.EXPAND;
    }

    /** Refuses a schema that lacks something that this program needs. */
    void requireCurrent(StoreSession session) {
        if (!suffices(session)) {
            throw new StartException(
                    "the store's schema is of an older program: start the server of this one once");
        }
    }

    /** Refuses a schema other than a new store of this program has. */
    void requireFinal(StoreSession session) {
        requireCurrent(session);
        SchemaState state = SchemaState.read(session);
        if (state.newest() > newest() || !those(one -> !state.has(one)).isEmpty()) {
            throw new StartException(
                    "the store's schema is between two releases: run `mailyard migrate --contract` of "
                            + (state.newest() > newest() ? "the newer program" : "this program")
                            + " first");
        }
    }

    void check(SchemaState state) {
        int newest = SchemaState.last(state.finished());
        if (newest > newest()) {
            throw StartException.storeRefused(
                    "the store's schema is version "
                            + newest
                            + ", this program knows up to "
                            + newest()
                            + ": start the newer program");
        }
        for (Applied applied : state.all().values()) {
            Migration migration = known.get(applied.version());
            boolean newer = applied.version() > newest() && !applied.madeBy().isEmpty();
            if (newer && applied.serves() > newest()) {
                throw StartException.storeRefused(
                        "the store's schema is version "
                                + applied.version()
                                + " of Mailyard "
                                + applied.madeBy()
                                + ", beside which programs work that know "
                                + applied.serves()
                                + " or more; this program knows up to "
                                + newest()
                                + ": start the newer program");
            }
            if (!newer && (migration == null || !migration.checksum().equals(applied.checksum()))) {
                throw StartException.storeRefused(
                        "the store's schema was made by another build of this program: its version "
                                + applied.version()
                                + " differs from the one known here");
            }
        }
    }
}
