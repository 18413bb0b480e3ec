package io.mailyard.backups;

import io.mailyard.base.OwnerFiles;
import io.mailyard.base.StartException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder that holds backups, each a folder named by its time. What has no manifest, or another
 * name, is never deleted.
 */
public final class BackupFolder {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern NAME = Pattern.compile("mailyard-[0-9]{8}T[0-9]{6}Z(-[0-9]+)?");
    private static final Pattern PART = Pattern.compile("\\.mailyard-[0-9TZ-]+\\.part");
    private static final String LOCK = ".lock";

    private final Path path;

    private BackupFolder(Path path) {
        this.path = path;
    }

    /** A backup in the folder. */
    public record Backup(Path path, Manifest manifest) {}

    /** The folder, which need not exist yet. */
    public static BackupFolder at(Path path) {
        return new BackupFolder(path.toAbsolutePath());
    }

    /** Absolute path of the folder, which need not exist. */
    public Path path() {
        return path;
    }

    /** Every backup, the newest first; one that cannot be read is left out. */
    public List<Backup> list() {
        return look().backups();
    }

    /**
     * Content of the folder.
     *
     * @param backups the newest first
     * @param unreadable why what is named like a backup is none, by its path
     */
    public record FolderContent(List<Backup> backups, SortedMap<Path, String> unreadable) {}

    /** Reads the manifest of everything that is named like a backup. */
    public FolderContent look() {
        List<Backup> found = new ArrayList<>();
        SortedMap<Path, String> unreadable = new TreeMap<>(Comparator.reverseOrder());
        for (Path entry : entries()) {
            try {
                found.add(new Backup(entry, Manifest.read(entry)));
            } catch (StartException e) {
                unreadable.put(entry, String.valueOf(e.getMessage()));
            }
        }
        found.sort(
                Comparator.comparing((Backup backup) -> backup.manifest().madeAt())
                        .thenComparing(backup -> name(backup.path()))
                        .reversed());
        return new FolderContent(found, unreadable);
    }

    private List<Path> entries() {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(entry -> NAME.matcher(name(entry)).matches()).toList();
        } catch (IOException e) {
            throw new StartException("cannot read " + path + ": " + OwnerFiles.reason(e), e);
        }
    }

    private static String name(Path entry) {
        return String.valueOf(entry.getFileName());
    }

    /** Writes a backup's files into a folder that has no name yet. */
    @FunctionalInterface
    interface BackupWriter {
        Manifest write(Path part) throws IOException;
    }

    /**
     * Makes a backup: its folder gets its name once the writer has returned and everything is
     * synced. Whatever fails leaves nothing behind.
     *
     * @throws StartException if another process makes one in this folder, or the writer fails
     */
    Backup make(Instant now, BackupWriter writer) {
        try {
            if (!Files.isDirectory(path)) {
                Path parent = path.getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                createOrUse();
            }
            try (FileChannel lock = lock()) {
                deleteParts();
                return make(free(now), writer, lock);
            }
        } catch (IOException e) {
            throw new StartException(
                    "cannot make a backup in " + path + ": " + OwnerFiles.reason(e), e);
        }
    }

    private void createOrUse() throws IOException {
        try {
            OwnerFiles.createFolder(path);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(path)) {
                throw new StartException(path + " is not a folder", e);
            }
        }
    }

    private FileChannel lock() throws IOException {
        FileChannel channel =
                FileChannel.open(
                        path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
        } catch (OverlappingFileLockException here) {
            // another thread of this process
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        if (!locked) {
            throw new StartException("another backup is being made in " + path);
        }
        return channel;
    }

    /** Left by a process that was killed: nobody else writes while the lock is ours. */
    private void deleteParts() throws IOException {
        List<Path> parts;
        try (Stream<Path> entries = Files.list(path)) {
            parts = entries.filter(entry -> PART.matcher(name(entry)).matches()).toList();
        }
        for (Path part : parts) {
            OwnerFiles.deleteTree(part);
        }
    }

    private Path free(Instant now) {
        Path free = path.resolve("mailyard-" + STAMP.format(now));
        for (int i = 2; Files.exists(free); i++) {
            free = path.resolve("mailyard-" + STAMP.format(now) + "-" + i);
        }
        return free;
    }

    private Backup make(Path whole, BackupWriter writer, FileChannel lock) throws IOException {
        Path part = path.resolve("." + name(whole) + ".part");
        boolean done = false;
        try {
            OwnerFiles.createFolder(part);
            Manifest manifest = writer.write(part);
            manifest.write(part);
            try (Stream<Path> folders = Files.walk(part)) {
                for (Path folder : folders.filter(Files::isDirectory).toList()) {
                    OwnerFiles.syncFolder(folder);
                }
            }
            if (!lock.isOpen()) {
                throw new IOException("interrupted");
            }
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
            done = true;
            OwnerFiles.syncFolder(path);
            return new Backup(whole, manifest);
        } finally {
            if (!done) {
                OwnerFiles.deleteTree(part);
            }
        }
    }

    /**
     * Deletes old backups. The newest {@code keep} stay, and the newest {@code keep} of a sound
     * store: while the store has a fault, they are the way back, and the disk is not filled. Those
     * made later than {@code latest}, by a clock that was ahead, stay and count for nothing.
     *
     * @return what was deleted
     * @throws StartException if some cannot be deleted; the others are
     */
    List<Path> prune(int keep, Instant latest) {
        List<Path> deleted = new ArrayList<>();
        List<StartException> kept = new ArrayList<>();
        int all = 0;
        int sound = 0;
        for (Backup backup : list()) {
            if (backup.manifest().madeAt().isAfter(latest)) {
                continue;
            }
            boolean isSound = backup.manifest().faults().isEmpty();
            if (all >= keep && !(isSound && sound < keep)) {
                try {
                    delete(backup.path());
                    deleted.add(backup.path());
                } catch (StartException undeletable) {
                    kept.add(undeletable);
                }
            }
            all++;
            sound += isSound ? 1 : 0;
        }
        if (!kept.isEmpty()) {
            throw kept.getFirst();
        }
        return deleted;
    }

    /** Takes its name first, so that half of it never looks whole. */
    private void delete(Path backup) {
        Path doomed = path.resolve("." + name(backup) + ".part");
        try {
            OwnerFiles.deleteTree(doomed);
            Files.move(backup, doomed, StandardCopyOption.ATOMIC_MOVE);
            OwnerFiles.deleteTree(doomed);
        } catch (IOException e) {
            throw new StartException(
                    "cannot delete the old backup " + backup + ": " + OwnerFiles.reason(e), e);
        }
    }

    /**
     * The backup that a path means: its own folder, or the newest one in a folder of backups.
     *
     * @param latest the newest must not have been made later: a clock that was ahead made such a
     *     one, and it may be older than others
     * @throws StartException if it means none, or if one that looks newer cannot be read or is of
     *     the future: another one is taken only where it is named
     */
    public static Backup find(Path given, Instant latest) {
        if (Files.exists(given.resolve(Manifest.NAME))) {
            return new Backup(given, Manifest.read(given));
        }
        if (!Files.isDirectory(given)) {
            throw new StartException("there is no folder " + given);
        }
        FolderContent content = at(given).look();
        if (content.backups().isEmpty()) {
            throw new StartException(
                    content.unreadable().values().stream()
                            .findFirst()
                            .orElse("there is no backup in " + given));
        }
        Backup newest = content.backups().getFirst();
        content.unreadable()
                .forEach((entry, why) -> {
                    if (name(entry).compareTo(name(newest.path())) > 0) {
                        throw new StartException(
                                why
                                        + "; to take the newest that can be read, name it: "
                                        + newest.path());
                    }
                });
        refuseAhead(content.backups(), latest);
        return newest;
    }

    private static void refuseAhead(List<Backup> newestFirst, Instant latest) {
        Backup newest = newestFirst.getFirst();
        if (newest.manifest().madeAt().isAfter(latest)) {
            throw new StartException(
                    newest.path()
                            + " is of "
                            + newest.manifest().madeAt()
                            + ", in the future: a clock that was ahead made it, and it may be older"
                            + " than others; "
                            + newestFirst.stream()
                                    .filter(backup -> !backup.manifest().madeAt().isAfter(latest))
                                    .findFirst()
                                    .map(backup ->
                                            "to take the newest that is not, name it: "
                                                    + backup.path())
                                    .orElse("there is no other; to take it, name it"));
        }
    }
}
