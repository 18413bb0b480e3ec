package io.mailyard.db;

import io.mailyard.base.StartException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Backups of the embedded store: written while it is in use, restored while it is not. */
public final class Backups {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private Backups() {}

    /**
     * Result of a restore.
     *
     * @param store the store's file, now with the backup's content
     * @param replaced where the previous file is kept
     */
    public record RestoredStore(Path store, Optional<Path> replaced) {}

    /**
     * Writes a snapshot of the store to a new file, checked and synced. The server may run and
     * write meanwhile; the data folder need not be locked.
     *
     * @throws StartException when {@code target} exists, there is no store, the store is
     *     PostgreSQL, or the copy cannot be written
     */
    public static void backup(StoreConfig config, Path dataFolder, Path target) {
        if (config.dialect() != Dialect.SQLITE) {
            throw new StartException(
                    "the store is " + config.place() + ": back it up with pg_dump");
        }
        Path source = dataFolder.resolve(SqliteFile.NAME);
        if (!Files.isRegularFile(source)) {
            throw new StartException("there is no store in " + dataFolder);
        }
        Path whole = target.toAbsolutePath();
        Path part = whole.resolveSibling(whole.getFileName() + ".part");
        boolean done = false;
        boolean claimed = false;
        try {
            claim(whole);
            claimed = true;
            claim(part);
            copy(source, part);
            SqliteInspection.requireWhole(part, whole, Migrations.shipped());
            sync(part);
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
            syncFolder(whole);
            done = true;
        } catch (FileAlreadyExistsException e) {
            throw new StartException(e.getFile() + " already exists; it is left unchanged", e);
        } catch (IOException | SQLException e) {
            throw new StartException("cannot write the backup " + target + ": " + reason(e), e);
        } finally {
            if (claimed && !done) {
                deleteQuietly(part);
                deleteQuietly(whole);
            }
        }
    }

    /** VACUUM INTO writes only to a file that is empty or not there, and reads one snapshot. */
    static void copy(Path source, Path target) throws SQLException {
        try (StoreSession session = new SqliteFile(source).plain()) {
            session.execute("VACUUM INTO '" + target.toString().replace("'", "''") + "'");
        }
    }

    /**
     * Replaces the store with {@code file}; the previous one is kept beside it under a dated name.
     *
     * @throws StartException when a server holds the data folder, or {@code file} is no whole
     *     backup of a schema that this program knows; the store is as it was then
     */
    public static RestoredStore restore(Path file, Path dataFolder, InstantSource clock) {
        if (!Files.isRegularFile(file)) {
            throw new StartException("there is no file " + file);
        }
        if (holdsData(beside(file, "-wal"))) {
            throw new StartException(
                    file
                            + " is a store that was not closed, not a backup: "
                            + beside(file, "-wal")
                            + " holds changes of it");
        }
        try (DataFolder folder = DataFolder.open(dataFolder)) {
            Path store = folder.path().resolve(SqliteFile.NAME);
            Path part = folder.path().resolve(SqliteFile.NAME + ".restoring");
            Files.deleteIfExists(part);
            claim(part);
            try {
                Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
                SqliteInspection.requireWhole(part, file, Migrations.shipped());
                sync(part);
            } catch (IOException | RuntimeException e) {
                deleteQuietly(part);
                throw e;
            }
            Optional<Path> replaced = putAside(store, STAMP.format(clock.instant()));
            Files.move(part, store, StandardCopyOption.ATOMIC_MOVE);
            syncFolder(store);
            return new RestoredStore(store, replaced);
        } catch (IOException e) {
            throw new StartException("cannot restore " + file + ": " + reason(e), e);
        }
    }

    /**
     * Moves the write-ahead log first, under its file's name: beside another file SQLite would
     * apply it to that one. It is not merged here, since the file may be damaged, and SQLite
     * discards a log that does not match.
     */
    private static Optional<Path> putAside(Path store, String stamp) throws IOException {
        Path wal = beside(store, "-wal");
        if (!Files.exists(store) && !Files.exists(wal)) {
            return Optional.empty();
        }
        Path kept = free(store, stamp);
        if (Files.exists(wal)) {
            Files.move(wal, beside(kept, "-wal"), StandardCopyOption.ATOMIC_MOVE);
        }
        // Only an index into the log, recreated whenever it is missing.
        Files.deleteIfExists(beside(store, "-shm"));
        if (Files.exists(store)) {
            Files.move(store, kept, StandardCopyOption.ATOMIC_MOVE);
        }
        syncFolder(store);
        return Optional.of(kept);
    }

    private static Path free(Path store, String stamp) {
        Path kept = beside(store, ".replaced-" + stamp);
        for (int i = 2; Files.exists(kept) || Files.exists(beside(kept, "-wal")); i++) {
            kept = beside(store, ".replaced-" + stamp + "-" + i);
        }
        return kept;
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private static boolean holdsData(Path file) {
        try {
            return Files.exists(file) && Files.size(file) > 0;
        } catch (IOException e) {
            return true;
        }
    }

    /** Creates an empty file readable by its owner only; never uses an existing one. */
    private static void claim(Path file) throws IOException {
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** A new name is durable only after its folder is synced. */
    private static void syncFolder(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // An incomplete file of our own.
        }
    }

    private static String reason(Exception e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
