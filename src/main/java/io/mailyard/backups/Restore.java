package io.mailyard.backups;

import io.mailyard.audit.Actor;
import io.mailyard.base.OwnerFiles;
import io.mailyard.base.StartException;
import io.mailyard.db.DataFolder;
import io.mailyard.db.Database;
import io.mailyard.db.Dialect;
import io.mailyard.db.RestoredIds;
import io.mailyard.db.StoreBackup;
import io.mailyard.db.StoreConfig;
import io.mailyard.db.Stores;
import io.mailyard.stops.PlatformStop;
import io.mailyard.wire.JsonText;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Restores a backup into an empty place. All mail of the restored store is stopped, unless the
 * caller says otherwise: what waited at the moment of the backup may have been delivered since.
 */
public final class Restore {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final StoreConfig target;
    private final Path dataFolder;
    private final String tools;
    private final InstantSource clock;

    /**
     * @param target where to; its folder, or its PostgreSQL, must be empty
     * @param tools the folder of PostgreSQL's tools; empty: search
     */
    public Restore(StoreConfig target, Path dataFolder, String tools, InstantSource clock) {
        this.target = target;
        this.dataFolder = dataFolder;
        this.tools = tools;
        this.clock = clock;
    }

    /**
     * Result of a restore.
     *
     * @param check what a look at the restored store found, before anything was changed in it
     * @param waiting recipients whose mail waits in it
     * @param putAside files of the data folder that were there and got another name
     */
    public record RestoreResult(StoreCheck check, long waiting, List<Path> putAside) {}

    /**
     * Restores a backup.
     *
     * @param sending whether mail goes out as soon as a server starts
     * @throws StartException if the backup is not whole, the target is not empty, or is of the
     *     other kind; a target of SQLite is then as it was
     */
    public RestoreResult run(BackupFolder.Backup backup, boolean sending) {
        Manifest manifest = backup.manifest();
        if (manifest.isPostgres() != (target.dialect() == Dialect.POSTGRESQL)) {
            throw new StartException(
                    backup.path()
                            + (manifest.isPostgres()
                                    ? " is of PostgreSQL: name an empty database with --to"
                                    : " is of the embedded store: restore it with --data, then"
                                            + " `mailyard move` takes it to PostgreSQL"));
        }
        StoreBackup.requireEmpty(target, dataFolder);
        manifest.verifyFiles(backup.path());
        try (DataFolder folder = DataFolder.open(dataFolder)) {
            return target.dialect() == Dialect.SQLITE
                    ? intoFolder(backup, folder.path(), sending)
                    : intoPostgres(backup, folder.path(), sending);
        } catch (IOException e) {
            throw new StartException(
                    "cannot restore " + backup.path() + ": " + OwnerFiles.reason(e), e);
        }
    }

    /** The store gets its name last: a server cannot start on one whose mail is not stopped. */
    private RestoreResult intoFolder(BackupFolder.Backup backup, Path folder, boolean sending)
            throws IOException {
        Path scratch = folder.resolve(".restoring");
        OwnerFiles.deleteTree(scratch);
        OwnerFiles.createFolder(scratch);
        try {
            StoreBackup.restore(backup.path(), "", target, scratch, tools);
            RestoreResult restored = finish(backup, scratch, folder, sending);
            for (Path file : storeFiles(scratch)) {
                Files.move(
                        file, folder.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            }
            OwnerFiles.syncFolder(folder);
            return restored;
        } finally {
            OwnerFiles.deleteTree(scratch);
        }
    }

    /** The log of changes first, if there is one: the store alone would be without them. */
    private static List<Path> storeFiles(Path scratch) throws IOException {
        try (Stream<Path> files = Files.list(scratch)) {
            return files.filter(file -> !file.toString().endsWith("-shm"))
                    .sorted((one, other) -> other.compareTo(one))
                    .toList();
        }
    }

    private RestoreResult intoPostgres(BackupFolder.Backup backup, Path folder, boolean sending)
            throws IOException {
        StoreBackup.restore(
                backup.path(), backup.manifest().store().schema(), target, folder, tools);
        return finish(backup, folder, folder, sending);
    }

    /**
     * Compares what was restored with the manifest, then makes it a store of its own. The other
     * files come before others may use the store: a server would make its own in their place, and a
     * restore that was cut off cannot be repeated into a store that has rows.
     *
     * @param store where the restored store is
     * @param folder where the other files belong
     */
    private RestoreResult finish(
            BackupFolder.Backup backup, Path store, Path folder, boolean sending)
            throws IOException {
        Manifest manifest = backup.manifest();
        requireRows(manifest.store().rows(), StoreBackup.rows(target, store));
        try (Database database = Stores.openRestored(target, store, clock)) {
            StoreCheck check = StoreCheck.of(database);
            manifest.store().checked().ifPresent(then -> requireSame(then, check));
            begin(database, "restored from the backup of " + manifest.madeAt(), sending);
            RestoreResult restored =
                    new RestoreResult(check, waiting(database), files(backup, folder));
            Stores.endRestore(database);
            return restored;
        }
    }

    private static void requireRows(Map<String, Long> expected, Map<String, Long> rows) {
        expected.forEach((table, count) -> {
            if (!count.equals(rows.get(table))) {
                throw new StartException(
                        "the restored store has "
                                + rows.get(table)
                                + " rows of "
                                + table
                                + ", the backup says "
                                + count);
            }
        });
    }

    /**
     * Makes a store that was recovered by other means, such as PostgreSQL's own to a point in time,
     * a store of its own: no id is given out twice, and all mail is stopped.
     *
     * @param sending whether mail goes out as soon as a server starts
     * @return what a look at the store found
     */
    public StoreCheck recovered(boolean sending) {
        try (DataFolder folder = DataFolder.open(dataFolder);
                Database database = Stores.open(target, folder.path(), clock)) {
            StoreCheck check = StoreCheck.of(database);
            begin(database, "recovered to an earlier moment", sending);
            return check;
        }
    }

    private void begin(Database database, String reason, boolean sending) {
        RestoredIds.moveAhead(database);
        new Writes(database, clock)
                .as(
                        new Actor("command:restore", "", "", ""),
                        change -> {
                            change.recordDifference(
                                    "platform.restore",
                                    Change.Subject.of("platform", 1),
                                    "",
                                    JsonText.write(out ->
                                            out.text("reason", reason).flag("stopped", !sending)));
                            if (!sending) {
                                PlatformStop.stopUnused(database, change, reason);
                            }
                            return true;
                        });
    }

    private static void requireSame(StoreCheck then, StoreCheck now) {
        if (!then.auditHead().equals(now.auditHead())) {
            throw new StartException(
                    "the head of the restored audit is "
                            + now.auditHead()
                            + ", the backup says "
                            + then.auditHead());
        }
    }

    private static long waiting(Database database) {
        return database.read(tx ->
                tx.number(
                        "SELECT coalesce(sum(fresh + retry + proc), 0) FROM lanes WHERE account_id"
                                + " > 0"));
    }

    /** Files besides the store; what is there and differs gets another name. */
    private List<Path> files(BackupFolder.Backup backup, Path folder) throws IOException {
        List<Path> putAside = new ArrayList<>();
        for (Manifest.BackupFile file : backup.manifest().files()) {
            if (file.name().equals(backup.manifest().store().file())) {
                continue;
            }
            Path to = folder.resolve(file.name());
            Path from = backup.path().resolve(file.name());
            if (Files.exists(to) && Files.mismatch(from, to) >= 0) {
                Path aside =
                        to.resolveSibling(
                                to.getFileName() + ".replaced-" + STAMP.format(clock.instant()));
                Files.move(to, aside);
                putAside.add(aside);
            }
            if (!Files.exists(to)) {
                folders(folder, folder.relativize(to));
                OwnerFiles.copy(from, to);
            }
        }
        return putAside;
    }

    /** Creates the folders that a file's name has. */
    private static void folders(Path top, Path name) throws IOException {
        Path folder = top;
        for (int i = 0; i < name.getNameCount() - 1; i++) {
            folder = folder.resolve(name.getName(i));
            if (!Files.exists(folder)) {
                OwnerFiles.createFolder(folder);
            }
        }
    }
}
