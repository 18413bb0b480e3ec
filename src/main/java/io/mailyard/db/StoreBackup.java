package io.mailyard.db;

import io.mailyard.base.OwnerFiles;
import io.mailyard.base.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Writes a whole store of either kind to a file while servers use it, and brings it back. */
public final class StoreBackup {
    /** The name of a SQLite store in a backup, so that the backup's folder is a data folder. */
    public static final String SQLITE_FILE = SqliteFile.NAME;

    public static final String POSTGRES_FILE = "store.dump";

    private StoreBackup() {}

    /**
     * A store in a file.
     *
     * @param file its name in the folder
     * @param server version of the database that it was made of
     * @param schema PostgreSQL's schema; empty for SQLite
     * @param version version of the program's schema
     * @param rows rows by table, counted in the file and at its moment of the store
     * @param checked what the check found at that moment
     */
    public record StoreFile<T>(
            String file,
            String server,
            String schema,
            int version,
            Map<String, Long> rows,
            T checked) {}

    /** The names of the indexes of the search, which {@link StoreFile#rows} leaves out. */
    public static boolean isSearchIndex(String table) {
        return StoreTables.SEARCH_INDEX.contains(table);
    }

    /** Bytes that the store takes on disk now. */
    public static long size(StoreConfig config, Path dataFolder) {
        if (config.dialect() == Dialect.SQLITE) {
            Path file = store(dataFolder);
            try {
                return Files.size(file);
            } catch (IOException e) {
                throw new StartException("cannot read " + file + ": " + OwnerFiles.reason(e), e);
            }
        }
        try (StoreSession session = new Postgres(config).reader()) {
            return session.number("SELECT pg_database_size(current_database())");
        } catch (SQLException e) {
            throw new StartException(
                    "cannot use the store at " + config.place() + ": " + Failures.text(e), e);
        }
    }

    /**
     * Writes one moment of the store to a new file in {@code folder}, reads the whole file again,
     * and runs {@code check} on that moment, unless the store is of an older program, which this
     * one cannot check. The file is synced.
     *
     * @param tools the folder of PostgreSQL's tools; empty: search
     * @throws StartException when there is no store, it is of a newer program, or the copy cannot
     *     be written or is not whole; the caller deletes the folder
     */
    public static <T> StoreFile<Optional<T>> write(
            StoreConfig config,
            Path dataFolder,
            Path folder,
            String tools,
            Function<Database, T> check) {
        try {
            return config.dialect() == Dialect.SQLITE
                    ? ofSqlite(store(dataFolder), folder, check)
                    : ofPostgres(config, folder, tools, check);
        } catch (IOException | SQLException e) {
            throw new StartException(
                    "cannot write the backup in " + folder + ": " + OwnerFiles.reason(e), e);
        } catch (StoreException | StoreAwayException | StoreBusyException e) {
            throw new StartException(
                    "cannot write the backup in " + folder + ": " + e.getMessage(), e);
        }
    }

    static Path store(Path dataFolder) {
        Path file = dataFolder.resolve(SqliteFile.NAME);
        if (!Files.isRegularFile(file)) {
            throw new StartException("there is no store in " + dataFolder);
        }
        return file;
    }

    private static <T> StoreFile<Optional<T>> ofSqlite(
            Path source, Path folder, Function<Database, T> check)
            throws IOException, SQLException {
        Path file = folder.resolve(SQLITE_FILE);
        OwnerFiles.create(file);
        Backups.copy(source, file);
        SqliteInspection.requireWhole(file, file, Migrations.shipped());
        OwnerFiles.sync(file);
        return opened(folder, check);
    }

    /** Opens the file as a server would, and checks it. */
    private static <T> StoreFile<Optional<T>> opened(Path folder, Function<Database, T> check)
            throws SQLException {
        try (StoreSession session = new SqliteFile(folder.resolve(SQLITE_FILE)).plain()) {
            int version = Migrations.shipped().version(session);
            Map<String, Long> rows = StoreTables.rows(session);
            String server = session.query("SELECT sqlite_version()", row -> row.text(1)).getFirst();
            session.beginRead();
            Optional<T> checked = checked(session, check);
            session.endRead();
            return new StoreFile<>(SQLITE_FILE, server, "", version, rows, checked);
        }
    }

    /** A store of an older program lacks what a check of this one reads. */
    static <T> Optional<T> checked(StoreSession session, Function<Database, T> check) {
        return Migrations.shipped().suffices(session)
                ? Optional.of(check.apply(new SnapshotDatabase(session)))
                : Optional.empty();
    }

    private static <T> StoreFile<Optional<T>> ofPostgres(
            StoreConfig config, Path folder, String tools, Function<Database, T> check)
            throws IOException {
        PostgresDump dump = PostgresDump.of(config, tools);
        Path file = folder.resolve(POSTGRES_FILE);
        OwnerFiles.create(file);
        PostgresDump.Dumped<Optional<T>> dumped = dump.write(file, check);
        OwnerFiles.sync(file);
        return new StoreFile<>(
                POSTGRES_FILE,
                dump.server(),
                dump.schema(),
                dumped.version(),
                dumped.rows(),
                dumped.checked());
    }

    /**
     * Refuses a target that a restore must not touch: a folder with a store, or a PostgreSQL with
     * tables.
     */
    public static void requireEmpty(StoreConfig target, Path dataFolder) {
        if (target.dialect() == Dialect.SQLITE) {
            for (String name : new String[] {"", "-wal"}) {
                Path file = dataFolder.resolve(SqliteFile.NAME + name);
                if (Files.exists(file)) {
                    throw new StartException(
                            file
                                    + " exists: restore into an empty folder, or move the old store"
                                    + " away first");
                }
            }
        } else {
            PostgresDump.requireEmpty(target);
        }
    }

    /**
     * Brings a store back into an empty target, all of it or nothing.
     *
     * @param folder the backup's
     * @param schema PostgreSQL's schema that the backup is of
     * @param tools the folder of PostgreSQL's tools; empty: search
     */
    public static void restore(
            Path folder, String schema, StoreConfig target, Path dataFolder, String tools) {
        requireEmpty(target, dataFolder);
        if (target.dialect() == Dialect.POSTGRESQL) {
            PostgresDump.of(target, tools).restore(folder.resolve(POSTGRES_FILE), schema);
            return;
        }
        Path store = dataFolder.resolve(SqliteFile.NAME);
        Path part = dataFolder.resolve(SqliteFile.NAME + ".restoring");
        Path file = folder.resolve(SQLITE_FILE);
        boolean done = false;
        try {
            Files.deleteIfExists(part);
            OwnerFiles.copy(file, part);
            SqliteInspection.requireWhole(part, file, Migrations.shipped());
            Files.move(part, store, StandardCopyOption.ATOMIC_MOVE);
            OwnerFiles.syncFolder(dataFolder);
            done = true;
        } catch (IOException e) {
            throw new StartException("cannot restore " + folder + ": " + OwnerFiles.reason(e), e);
        } finally {
            if (!done) {
                Closeables.close(() -> Files.deleteIfExists(part));
            }
        }
    }

    /** Counts the rows that each table of a store has now, without the index of the search. */
    public static Map<String, Long> rows(StoreConfig config, Path dataFolder) {
        try (StoreSession session =
                config.dialect() == Dialect.SQLITE
                        ? new SqliteFile(store(dataFolder)).reader()
                        : new Postgres(config).patientReader()) {
            return StoreTables.rows(session);
        } catch (SQLException e) {
            throw new StartException("cannot read the store: " + Failures.text(e), e);
        }
    }
}
