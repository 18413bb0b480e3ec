package io.mailyard.db;

import io.mailyard.base.Version;
import java.time.Duration;
import java.util.UUID;

/**
 * Tells other processes over a PostgreSQL that this one runs, so that none of another version
 * changes the schema under it. Times are those of PostgreSQL: processes' clocks may differ.
 */
public final class ServerPresence implements AutoCloseable {
    /** A process that was not heard of for so long is taken for gone. */
    static final Duration HEARD_OF = Duration.ofMinutes(1);

    static final String NOW = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";

    private static final Duration EVERY = Duration.ofSeconds(10);

    private final Database database;
    private final String id = UUID.randomUUID().toString();
    private final BackgroundLoop rounds;

    private ServerPresence(Database database) {
        this.database = database;
        this.rounds = new BackgroundLoop("presence", EVERY, this::tell);
    }

    public static ServerPresence of(Database database) {
        return new ServerPresence(database);
    }

    /** Tells it now, and goes on in the background; over SQLite there is nobody to tell. */
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
                    "INSERT INTO server_processes (id, version, heard_at) VALUES (?, ?, "
                            + NOW
                            + ") ON CONFLICT (id) DO UPDATE SET heard_at = excluded.heard_at",
                    id,
                    Version.text());
        });
        return false;
    }

    /** Others need not wait for this one any longer. */
    @Override
    public void close() {
        if (!rounds.started()) {
            return;
        }
        rounds.close();
        try {
            database.write(tx -> tx.update("DELETE FROM server_processes WHERE id = ?", id));
        } catch (RuntimeException away) {
            // the row is past its time in a minute
        }
    }
}
