package io.mailyard.backups;

import io.mailyard.base.OwnerFiles;
import io.mailyard.base.StartException;
import io.mailyard.db.Database;
import io.mailyard.db.Dialect;
import io.mailyard.db.StoreBackup;
import io.mailyard.db.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes backups of a store, whether servers use it or not. */
public final class BackupMaker {
    /**
     * Names in a data folder that belong to a backup besides the store. Everything else there is
     * made anew, or expires: caches, locks, exports, what a restore put aside.
     */
    static final List<String> FILES = List.of("admin-token", "admin-password", "acme");

    /** Space that must remain on the disk: the backup is not worth a server that stops. */
    private static final long SPARE_BYTES = 64L << 20;

    private final StoreConfig store;
    private final Path dataFolder;
    private final String tools;
    private final InstantSource clock;

    /**
     * @param tools the folder of PostgreSQL's tools; empty: search
     */
    public BackupMaker(StoreConfig store, Path dataFolder, String tools, InstantSource clock) {
        this.store = store;
        this.dataFolder = dataFolder;
        this.tools = tools;
        this.clock = clock;
    }

    /**
     * Makes a backup in {@code folder} and checks it before it gets its name.
     *
     * @throws StartException with the reason; nothing is left behind
     */
    public BackupFolder.Backup make(BackupFolder folder) {
        return folder.make(clock.instant(), part -> write(part));
    }

    private Manifest write(Path part) throws IOException {
        requireSpace(part);
        long began = System.nanoTime();
        var madeAt = clock.instant();
        StoreBackup.StoreFile<Optional<StoreCheck>> written =
                StoreBackup.write(store, dataFolder, part, tools, BackupMaker::checked);
        for (String name : FILES) {
            copy(dataFolder.resolve(name), part.resolve(name));
        }
        long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
        return Manifest.of(part, madeAt, millis, written);
    }

    private static StoreCheck checked(Database database) {
        return StoreCheck.of(database);
    }

    /** A dump of PostgreSQL is compressed: how large it becomes is not known before. */
    private void requireSpace(Path part) throws IOException {
        long needed = store.dialect() == Dialect.SQLITE ? StoreBackup.size(store, dataFolder) : 0;
        long usable = Files.getFileStore(part).getUsableSpace();
        if (usable < needed + SPARE_BYTES) {
            throw new StartException(
                    "the disk of "
                            + part.getParent()
                            + " has "
                            + (usable >> 20)
                            + " MB left; the backup needs up to "
                            + ((needed + SPARE_BYTES) >> 20)
                            + " MB");
        }
    }

    static void copy(Path from, Path to) throws IOException {
        if (Files.isRegularFile(from)) {
            OwnerFiles.copy(from, to);
        } else if (Files.isDirectory(from)) {
            OwnerFiles.createFolder(to);
            List<Path> entries;
            try (Stream<Path> found = Files.list(from)) {
                entries = found.sorted().toList();
            }
            for (Path entry : entries) {
                copy(entry, to.resolve(entry.getFileName()));
            }
        }
    }
}
