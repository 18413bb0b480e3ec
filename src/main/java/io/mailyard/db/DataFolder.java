package io.mailyard.db;

import io.mailyard.base.StartException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder with all data of the program, used by one process at a time. Files with data in it are
 * never deleted.
 */
public final class DataFolder implements AutoCloseable {
    private static final String LOCK = "lock";

    /** Minimum free space for the first write-ahead log. */
    private static final long LEAST_SPACE_BYTES = 16L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);

    /** Locks of this process: closing a second open file of a lock file would release the lock. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lock;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Opens the folder, or creates it for its owner only, and locks it until {@link #close} or the
     * end of the process.
     *
     * @throws StartException if another process holds it or moves its store, or it cannot be
     *     written to
     */
    public static DataFolder open(Path folder) {
        DataFolder data = openForMove(folder).orElseThrow(() -> inUse(folder));
        boolean usable = false;
        try {
            MoveRequest.requireNone(data.path());
            usable = true;
            return data;
        } finally {
            if (!usable) {
                data.close();
            }
        }
    }

    /**
     * Opens the folder as {@link #open} does, for the move that asks its server to drain.
     *
     * @return empty if another process holds it
     */
    static Optional<DataFolder> openForMove(Path folder) {
        try {
            Path path = made(folder.toAbsolutePath()).toRealPath();
            requireSpace(path, Files.getFileStore(path).getUsableSpace());
            if (!HELD.add(path)) {
                return Optional.empty();
            }
            boolean opened = false;
            try {
                Optional<DataFolder> data = locked(path).map(lock -> new DataFolder(path, lock));
                opened = data.isPresent();
                return data;
            } finally {
                if (!opened) {
                    HELD.remove(path);
                }
            }
        } catch (IOException e) {
            throw new StartException("cannot use the data folder " + folder + ": " + reason(e), e);
        }
    }

    /** The real path. */
    public Path path() {
        return path;
    }

    private static Path made(Path folder) throws IOException {
        if (Files.exists(folder)) {
            if (!Files.isDirectory(folder)) {
                throw new StartException("the data folder " + folder + " is not a folder");
            }
            guard(folder);
            return folder;
        }
        Path parent = folder.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try {
            return Files.createDirectory(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            return folder; // another process was quicker
        }
    }

    /** Restricts an empty folder to its owner; a folder in use is the operator's responsibility. */
    private static void guard(Path folder) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
        if (!permissions.contains(PosixFilePermission.OTHERS_EXECUTE)
                && !permissions.contains(PosixFilePermission.OTHERS_READ)) {
            return;
        }
        if (isEmpty(folder) && closed(folder)) {
            return;
        }
        LOG.warn("other users can look into the data folder {}: chmod 700 closes it", folder);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    /** False if it belongs to another user, for example a folder mounted for this program. */
    private static boolean closed(Path folder) {
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    static void requireSpace(Path path, long usableBytes) {
        if (usableBytes < LEAST_SPACE_BYTES) {
            throw new StartException(
                    "the disk of the data folder "
                            + path
                            + " is full: "
                            + (usableBytes >> 20)
                            + " MB left, at least "
                            + (LEAST_SPACE_BYTES >> 20)
                            + " MB are needed");
        }
    }

    private static Optional<FileChannel> locked(Path path) throws IOException {
        Path file = path.resolve(LOCK);
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            if (channel.tryLock() == null) {
                return Optional.empty();
            }
            channel.truncate(0);
            byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
            channel.write(ByteBuffer.wrap(pid), 0);
            channel.force(true);
            locked = true;
            return Optional.of(channel);
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    private static String holder(Path path) throws IOException {
        // of its own lock this process must not close a second open file
        return HELD.contains(path)
                ? Long.toString(ProcessHandle.current().pid())
                : Files.readString(path.resolve(LOCK), StandardCharsets.US_ASCII).strip();
    }

    private static StartException inUse(Path folder) {
        try {
            Path path = folder.toRealPath();
            String pid = holder(path);
            return new StartException(
                    "the data folder "
                            + path
                            + " is in use by another process (pid "
                            + (pid.isEmpty() ? "unknown" : pid)
                            + ")");
        } catch (IOException e) {
            return new StartException("the data folder " + folder + " is in use: " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        String kind =
                e.getClass()
                        .getSimpleName()
                        .replace("Exception", "")
                        .replaceAll("(?<=[a-z])(?=[A-Z])", " ");
        String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        return reason == null ? kind : reason;
    }

    /** Releases the folder; the lock file stays and means nothing by itself. */
    @Override
    public void close() {
        Closeables.close(lock);
        HELD.remove(path);
    }
}
