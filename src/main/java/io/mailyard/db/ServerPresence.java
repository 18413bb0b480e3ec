package io.mailyard.db;

import io.mailyard.base.Version;
import java.time.Duration;
import java.util.UUID;

/**
 * Announces this process to others over the same PostgreSQL, so that none of another version
 * changes the schema under it. Uses PostgreSQL's clock, since clocks of processes may differ.
 */
public final class ServerPresence implements AutoCloseable {
    /** A process silent for this long counts as stopped. */
    static final Duration HEARD_OF = Duration.ofMinutes(1);

    static final String NOW = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";

    private static final Duration EVERY = Duration.ofSeconds(10);

    private final Database database;
    private final String id = UUID.randomUUID().toString();
    private final int schema;
    private final BackgroundLoop rounds;

    private ServerPresence(Database database, int schema) {
        this.database = database;
        this.schema = schema;
        this.rounds = new BackgroundLoop("presence", EVERY, this::tell);
    }

    /** Presence of this program with a new id; nothing is announced before {@link #start}. */
    public static ServerPresence of(Database database) {
        return of(database, Migrations.shipped());
    }

    /** The presence of a program that knows these migrations. */
    static ServerPresence of(Database database, Migrations known) {
        return new ServerPresence(database, known.newest());
    }

    /** Announces it now and regularly; over SQLite there is nobody to inform. */
    public ServerPresence start() {
        if (database.dialect() == Dialect.POSTGRESQL) {
            tell();
            rounds.start();
        }
        return this;
    }

    private boolean tell() {
        database.write(tx -> {
            tx.update(
                    "DELETE FROM server_processes WHERE heard_at < "
                            + NOW
                            + " - "
                            + HEARD_OF.multipliedBy(10).toMillis());
            return tx.update(
                    "INSERT INTO server_processes (id, version, schema, heard_at) VALUES (?, ?, ?, "
                            + NOW
                            + ") ON CONFLICT (id) DO UPDATE SET heard_at = excluded.heard_at",
                    id,
                    Version.text(),
                    schema);
        });
        return false;
    }

    /** Tells others not to wait for this process any longer. */
    @Override
    public void close() {
        if (!rounds.started()) {
            return;
        }
        rounds.close();
        try {
            database.write(tx -> tx.update("DELETE FROM server_processes WHERE id = ?", id));
        } catch (RuntimeException away) {
            // The row expires in a minute.
        }
    }
}
