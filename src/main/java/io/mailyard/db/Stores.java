package io.mailyard.db;

import io.mailyard.base.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Opens the store. */
public final class Stores {
    private Stores() {}

    /**
     * Opens the store that {@code config} names and upgrades its schema.
     *
     * @param dataFolder folder of the embedded store's file; it must exist
     * @throws StartException if the store does not respond, is damaged, or belongs to a newer
     *     program
     */
    public static Database open(StoreConfig config, Path dataFolder, InstantSource clock) {
        return open(config, dataFolder, clock, OpeningProgress.NONE);
    }

    /**
     * Opens the store and upgrades its schema for a service, whose manager has to hear that it goes
     * on.
     *
     * @param progress is told for as long as this waits for the store or changes its schema
     */
    public static Database open(
            StoreConfig config, Path dataFolder, InstantSource clock, OpeningProgress progress) {
        try (OpeningProgress.Repetition _ = progress.begin()) {
            return open(config, dataFolder, clock, Migrations.shipped());
        }
    }

    /**
     * Opens the store that {@code config} names for reading, beside a server that may be running:
     * creates nothing and changes no schema. Writes throw {@link IllegalStateException}.
     *
     * @throws io.mailyard.base.StartException if there is no store, it does not respond, is
     *     damaged, or belongs to another version of the program
     */
    public static Database openToRead(StoreConfig config, Path dataFolder) {
        return openToRead(config, dataFolder, true);
    }

    /**
     * Opens a store as {@link #openToRead} does, but also one of an older version of the program:
     * the caller reads only data that both have.
     */
    public static Database openOlderToRead(StoreConfig config, Path dataFolder) {
        return openToRead(config, dataFolder, false);
    }

    private static Database openToRead(StoreConfig config, Path dataFolder, boolean mustBeCurrent) {
        StoreSessionOpener opener = reader(config, dataFolder);
        try (StoreSession session = opener.open()) {
            requireTables(session, config, dataFolder);
            if (mustBeCurrent) {
                Migrations.shipped().requireCurrent(session);
            } else {
                Migrations.shipped().check(session);
            }
        } catch (SQLException | StoreException e) {
            throw new StartException("cannot read the store: " + e.getMessage(), e);
        }
        return new StoreReader(
                config.dialect(),
                new Readers(opener, config.dialect(), config.poolSize(), config.readTimeout()));
    }

    /** Returns the position of a store's schema between two releases. */
    public static SchemaPhases schemaPhases(StoreConfig config, Path dataFolder) {
        try (StoreSession session = reader(config, dataFolder).open()) {
            requireTables(session, config, dataFolder);
            Migrations.shipped().check(session);
            return SchemaPhases.of(Migrations.shipped(), SchemaState.read(session));
        } catch (SQLException | StoreException e) {
            throw new StartException("cannot read the store: " + e.getMessage(), e);
        }
    }

    /**
     * Ends an upgrade: applies what servers of the release before cannot go on with.
     *
     * @return what was applied or became final now
     * @throws StartException if one of them was active in the last minute
     */
    public static List<String> contract(StoreConfig config, Path dataFolder, InstantSource clock) {
        return contract(config, dataFolder, clock, Migrations.shipped());
    }

    static List<String> contract(
            StoreConfig config, Path dataFolder, InstantSource clock, Migrations migrations) {
        reader(config, dataFolder); // makes no store where there is none
        StoreSessionOpener opener =
                config.dialect() == Dialect.SQLITE
                        ? new SqliteFile(dataFolder.resolve(SqliteFile.NAME))::writer
                        : new Postgres(config)::schemaWriter;
        try (StoreSession session = opener.open()) {
            return new SchemaUpgrade(migrations, session, clock, config.force(), config.useMoved())
                    .contract().stream().map(Migration::file).toList();
        } catch (SQLException | StoreException | StoreAwayException | StoreBusyException e) {
            throw new StartException(
                    "cannot change the store (" + config.place() + "): " + e.getMessage(), e);
        }
    }

    /** Opens a store that a backup was just restored into, which others may not use yet. */
    public static Database openRestored(StoreConfig config, Path dataFolder, InstantSource clock) {
        return open(config, dataFolder, clock, Migrations.shipped().amidRestore());
    }

    /** Lets others use a store that was restored; the last write of a restore. */
    public static void endRestore(Database restored) {
        if (restored.dialect() == Dialect.POSTGRESQL) {
            restored.write(tx -> tx.update("DROP TABLE IF EXISTS " + SchemaState.RESTORING));
        }
    }

    /** The newest migration that this program knows. */
    public static int schema() {
        return Migrations.shipped().newest();
    }

    /** A database that no server has started on has none. */
    private static void requireTables(StoreSession session, StoreConfig config, Path dataFolder) {
        if (!StoreTables.exists(session, "schema_versions")) {
            throw new StartException(
                    "there is no store in "
                            + (config.dialect() == Dialect.SQLITE ? dataFolder : config.place()));
        }
    }

    /** Opens connections that read a store that exists. */
    private static StoreSessionOpener reader(StoreConfig config, Path dataFolder) {
        if (config.dialect() == Dialect.SQLITE) {
            Path file = dataFolder.resolve(SqliteFile.NAME);
            if (!Files.isRegularFile(file)) {
                throw new StartException("there is no store in " + dataFolder);
            }
            return new SqliteFile(file)::reader;
        }
        Postgres postgres = new Postgres(config);
        postgres.check(Duration.ZERO);
        return postgres::reader;
    }

    static Database open(
            StoreConfig config, Path dataFolder, InstantSource clock, Migrations migrations) {
        if (config.dialect() == Dialect.SQLITE) {
            Path file = dataFolder.resolve(SqliteFile.NAME);
            if (file.toString().contains("?")) {
                throw new StartException("the data folder's name must not contain a ?: " + file);
            }
            SqliteInspection.requireUsable(file);
            SqliteFile sqlite = new SqliteFile(file);
            return open(
                    config,
                    clock,
                    migrations,
                    sqlite::writer,
                    sqlite::writer,
                    sqlite::reader,
                    Optional.of(new Checkpointer(sqlite::plain)),
                    Optional.empty(),
                    StoreGate.of(dataFolder));
        }
        Postgres postgres = new Postgres(config);
        postgres.check(config.startWait());
        PrimaryWatch watch = postgres.watch();
        try {
            return open(
                    config,
                    clock,
                    migrations,
                    postgres::schemaWriter,
                    postgres::writer,
                    postgres::reader,
                    Optional.empty(),
                    Optional.of(watch),
                    StoreGate.unwatched());
        } catch (RuntimeException failed) {
            watch.close();
            throw failed;
        }
    }

    private static Database open(
            StoreConfig config,
            InstantSource clock,
            Migrations migrations,
            StoreSessionOpener forSchema,
            StoreSessionOpener forWriting,
            StoreSessionOpener forReading,
            Optional<Checkpointer> checkpointer,
            Optional<PrimaryWatch> watch,
            StoreGate gate) {
        try (StoreSession session = forSchema.open()) {
            migrations.apply(session, clock, config.force(), config.useMoved());
        } catch (SQLException
                | StoreException
                | StoreAwayException
                | StoreBusyException
                | ConstraintException e) {
            String line = "cannot use the store (" + config.place() + "): " + e.getMessage();
            boolean damaged =
                    (e instanceof SQLException ? e : e.getCause()) instanceof SQLException cause
                            && SqliteInspection.isDamage(cause);
            throw damaged
                    ? StartException.storeRefused(
                            line + "; restore a backup with `mailyard restore`", e)
                    : new StartException(line, e);
        }
        int connections = config.poolSize() + StoreConfig.RESERVE;
        Readers readers =
                new Readers(forReading, config.dialect(), connections, config.readTimeout());
        Writer writer = new Writer(forWriting, migrations.newest(), readers::renew, gate);
        Readers probe = new Readers(forReading, config.dialect(), 1, config.readTimeout());
        writer.start();
        checkpointer.ifPresent(Checkpointer::start);
        SqlDatabase database =
                new SqlDatabase(
                        config.dialect(), writer, gate, readers, probe, checkpointer, watch);
        database.watchMoves();
        return database;
    }
}
