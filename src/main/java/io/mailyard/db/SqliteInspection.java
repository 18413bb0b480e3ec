package io.mailyard.db;

import io.mailyard.base.StartException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Checks whether a file of the embedded store is sound before it is used. Changes nothing. */
final class SqliteInspection {
    /** Maximum size for a full check at a start: reading a file of this size takes some 20 ms. */
    private static final long QUICKLY_CHECKED_BYTES = 16L << 20;

    private static final int CORRUPT = 11;
    private static final int NOT_A_DATABASE = 26;

    private SqliteInspection() {}

    /**
     * Checks the store at a start: its schema is readable and, if it is small, all of it is sound.
     */
    static void requireUsable(Path file) {
        try {
            prepare(file);
            try (StoreSession session = new SqliteFile(file).writer()) {
                session.number("SELECT count(*) FROM sqlite_master");
                if (Files.size(file) <= QUICKLY_CHECKED_BYTES) {
                    requireOk(file, session, "PRAGMA quick_check(1)");
                }
            }
        } catch (SQLException e) {
            throw unusable(file, e);
        } catch (StoreException e) {
            throw e.getCause() instanceof SQLException cause ? unusable(file, cause) : e;
        } catch (IOException e) {
            throw new StartException("cannot use the store " + file + ": " + e.getMessage(), e);
        }
    }

    /** Creates a new file for its owner only; SQLite gives the log and its index the same mode. */
    private static void prepare(Path file) throws IOException {
        Path log = file.resolveSibling(file.getFileName() + "-wal");
        boolean empty = !Files.exists(file) || Files.size(file) == 0;
        if (empty && Files.exists(log) && Files.size(log) > 0) {
            throw StartException.storeRefused(
                    file
                            + " is missing or empty while "
                            + log
                            + " holds changes of it; both are left as they are: restore a backup"
                            + " with `mailyard restore`");
        }
        if (!Files.exists(file)) {
            try {
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            } catch (FileAlreadyExistsException e) {
                return; // another process was faster
            }
        }
    }

    /**
     * Checks a backup: every page and index is sound, and the program knows its schema.
     *
     * @param named the file that an error names, if {@code file} is a copy of it
     */
    static void requireWhole(Path file, Path named, Migrations migrations) {
        try (StoreSession session = new SqliteFile(file).plain()) {
            if (session.number("PRAGMA application_id") != SqliteFile.APPLICATION) {
                throw new StartException(named + " is not a backup of Mailyard");
            }
            String found = found(session, "PRAGMA integrity_check(1)");
            if (!found.equals("ok")) {
                throw noBackup(named, found, null);
            }
            migrations.check(session);
        } catch (SQLException e) {
            throw noBackup(named, Failures.text(e), e);
        } catch (StoreException e) {
            throw e.getCause() instanceof SQLException cause
                    ? noBackup(named, Failures.text(cause), cause)
                    : e;
        }
    }

    private static StartException noBackup(Path named, String what, @Nullable Throwable cause) {
        return new StartException(named + " is not a whole backup (" + what + ")", cause);
    }

    private static void requireOk(Path file, StoreSession session, String pragma) {
        String found = found(session, pragma);
        if (!found.equals("ok")) {
            throw damaged(file, found, null);
        }
    }

    private static String found(StoreSession session, String pragma) {
        String found = session.query(pragma, row -> row.text(1)).getFirst();
        return found.replaceAll("\\s*\n\\s*", " ");
    }

    /** Whether no further try can succeed: the file's content is broken. */
    static boolean isDamage(SQLException e) {
        int code = e.getErrorCode() & 0xff;
        return code == NOT_A_DATABASE || code == CORRUPT;
    }

    private static StartException unusable(Path file, SQLException e) {
        if (isDamage(e)) {
            return damaged(file, Failures.text(e), e);
        }
        return new StartException("cannot use the store " + file + ": " + Failures.text(e), e);
    }

    private static StartException damaged(Path file, String what, @Nullable Throwable cause) {
        return StartException.storeRefused(
                file
                        + " is damaged ("
                        + what
                        + "); it is left as it is: restore a backup with `mailyard restore`",
                cause);
    }
}
