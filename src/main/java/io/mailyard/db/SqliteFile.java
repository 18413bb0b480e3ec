package io.mailyard.db;

import io.mailyard.base.StartException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteOpenMode;

/** Opens connections to the embedded store. */
final class SqliteFile {
    /** The file's name in the data folder. */
    static final String NAME = "mailyard.db";

    /** "MYRD": marks the file as ours (SQLite file format, offset 68). */
    static final int APPLICATION = 0x4d595244;

    /**
     * Pages in the log from which on the writer itself copies them to their place: 64 MB, read
     * again in some 0.1 s by a start after a crash. Most are there by then, see {@link
     * Checkpointer}.
     */
    static final int LOG_PAGES = 16_000;

    private final Path file;

    SqliteFile(Path file) {
        this.file = file;
    }

    /** A writer connection: 8 MB of page cache, every commit synced. */
    StoreSession writer() throws SQLException {
        return open(
                8192,
                session -> {
                    mark(session);
                    session.execute("PRAGMA journal_mode = WAL");
                    session.execute("PRAGMA wal_autocheckpoint = " + LOG_PAGES);
                    // truncates a log that one long read let grow
                    session.execute("PRAGMA journal_size_limit = 67108864");
                });
    }

    /** A reader connection: 2 MB of page cache. */
    StoreSession reader() throws SQLException {
        return open(2048, session -> session.execute("PRAGMA query_only = ON"));
    }

    /** A connection to a file that may not be a store: leaves its mark and journal unchanged. */
    StoreSession plain() throws SQLException {
        return open(2048, session -> {});
    }

    private interface Setup {
        void run(StoreSession session) throws SQLException;
    }

    private StoreSession open(int cacheKib, Setup setup) throws SQLException {
        SqliteLibrary.load();
        SQLiteConfig config = new SQLiteConfig();
        // one thread at a time uses a connection, so SQLite needs no lock of its own
        config.resetOpenMode(SQLiteOpenMode.FULLMUTEX);
        config.setOpenMode(SQLiteOpenMode.NOMUTEX);
        SQLiteConnection connection =
                (SQLiteConnection) config.createConnection("jdbc:sqlite:" + file);
        boolean ready = false;
        try {
            // transactions are begun and ended by statements of ours; without this the driver
            // asks before each statement whether one is open
            connection.getConnectionConfig().setAutoCommit(false);
            // else it asks for the last row's number after each insert, at twice the insert's cost
            connection.getConnectionConfig().setGetGeneratedKeys(false);
            StoreSession session = new StoreSession(connection, Dialect.SQLITE);
            session.execute("PRAGMA busy_timeout = 5000");
            session.execute("PRAGMA foreign_keys = ON");
            session.execute("PRAGMA case_sensitive_like = ON");
            session.execute("PRAGMA synchronous = FULL");
            session.execute("PRAGMA temp_store = MEMORY");
            session.execute("PRAGMA cache_size = -" + cacheKib);
            setup.run(session);
            ready = true;
            return session;
        } finally {
            if (!ready) {
                Closeables.close(connection);
            }
        }
    }

    /** Marks a new file as a store of this program; refuses those of other programs. */
    private void mark(StoreSession session) throws SQLException {
        long application = session.number("PRAGMA application_id");
        if (application == APPLICATION) {
            return;
        }
        if (application != 0 || session.number("SELECT count(*) FROM sqlite_master") > 0) {
            throw new StartException(
                    file + " is the database of another program; it is left as it is");
        }
        session.execute("PRAGMA application_id = " + APPLICATION);
    }
}
