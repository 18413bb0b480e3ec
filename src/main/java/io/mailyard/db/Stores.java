package io.mailyard.db;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;

/** Opens the store. */
public final class Stores {
    private Stores() {}

    /**
     * Opens the store that {@code config} names and brings its schema up to date.
     *
     * @param dataFolder where the embedded store's file is; it must exist
     * @throws io.mailyard.base.StartException when the store does not answer, is damaged, or is of
     *     a newer program
     */
    public static Database open(StoreConfig config, Path dataFolder, Clock clock) {
        return open(config, dataFolder, clock, Migrations.shipped());
    }

    static Database open(StoreConfig config, Path dataFolder, Clock clock, Migrations migrations) {
        if (config.dialect() == Dialect.SQLITE) {
            Path file = dataFolder.resolve(SqliteFile.NAME);
            SqliteInspection.requireUsable(file);
            SqliteFile sqlite = new SqliteFile(file);
            return open(config, clock, migrations, sqlite::writer, sqlite::reader);
        }
        Postgres postgres = new Postgres(config);
        postgres.check();
        return open(config, clock, migrations, postgres::writer, postgres::reader);
    }

    private static Database open(
            StoreConfig config,
            Clock clock,
            Migrations migrations,
            SessionOpener forWriting,
            SessionOpener forReading) {
        try (Session session = forWriting.open()) {
            migrations.apply(session, clock);
        } catch (SQLException e) {
            throw Failures.translated(e, null);
        }
        Writer writer = new Writer(forWriting);
        Readers readers = new Readers(forReading, config.poolSize(), config.readTimeout());
        writer.start();
        return new SqlDatabase(config.dialect(), writer, readers);
    }
}
