package io.mailyard.db;

import io.mailyard.base.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;

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
    public static Database open(StoreConfig config, Path dataFolder, Clock clock) {
        return open(config, dataFolder, clock, Migrations.shipped());
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
        StoreSessionOpener opener;
        if (config.dialect() == Dialect.SQLITE) {
            Path file = dataFolder.resolve(SqliteFile.NAME);
            if (!Files.isRegularFile(file)) {
                throw new StartException("there is no store in " + dataFolder);
            }
            opener = new SqliteFile(file)::reader;
        } else {
            Postgres postgres = new Postgres(config);
            postgres.check(Duration.ZERO);
            opener = postgres::reader;
        }
        try (StoreSession session = opener.open()) {
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

    static Database open(StoreConfig config, Path dataFolder, Clock clock, Migrations migrations) {
        if (config.dialect() == Dialect.SQLITE) {
            Path file = dataFolder.resolve(SqliteFile.NAME);
            if (file.toString().contains("?")) {
                throw new StartException("the data folder's name must not contain a ?: " + file);
            }
            SqliteInspection.requireUsable(file);
            SqliteFile sqlite = new SqliteFile(file);
            return open(config, clock, migrations, sqlite::writer, sqlite::reader);
        }
        Postgres postgres = new Postgres(config);
        postgres.check(config.startWait());
        return open(config, clock, migrations, postgres::writer, postgres::reader);
    }

    private static Database open(
            StoreConfig config,
            Clock clock,
            Migrations migrations,
            StoreSessionOpener forWriting,
            StoreSessionOpener forReading) {
        try (StoreSession session = forWriting.open()) {
            migrations.apply(session, clock, config.force(), config.useMoved());
        } catch (SQLException
                | StoreException
                | StoreAwayException
                | StoreBusyException
                | ConstraintException e) {
            throw new StartException(
                    "cannot use the store (" + config.place() + "): " + e.getMessage(), e);
        }
        int connections = config.poolSize() + StoreConfig.RESERVE;
        Readers readers =
                new Readers(forReading, config.dialect(), connections, config.readTimeout());
        Writer writer = new Writer(forWriting, migrations.newest(), readers::renew);
        Readers probe = new Readers(forReading, config.dialect(), 1, config.readTimeout());
        writer.start();
        return new SqlDatabase(config.dialect(), writer, readers, probe);
    }
}
