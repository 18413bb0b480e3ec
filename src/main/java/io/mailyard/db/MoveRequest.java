package io.mailyard.db;

import io.mailyard.base.OwnerFiles;
import io.mailyard.base.StartException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The file by which a move asks the server of a data folder to drain, and then to stop writing. It
 * counts while the process that wrote it holds its lock, which the kernel releases when that
 * process ends in whatever way. It is never deleted.
 */
final class MoveRequest implements AutoCloseable {
    static final String FILE = "move-lock";

    /** Far more than the longest address of a store. */
    private static final int MOST_BYTES = 8192;

    /** A server looks for an instant whether the lock is held, which must not fail a move. */
    private static final int LOCK_TRIES = 40;

    private static final long LOCK_PAUSE_MILLIS = 50;

    /** Locks of this process: closing a second open file of a lock file would release the lock. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel file;
    private final long number;

    private MoveRequest(Path path, FileChannel file, long number) {
        this.path = path;
        this.file = file;
        this.number = number;
    }

    /** Request that a move makes of a server. */
    enum MovePhase {
        /** Give out no more work. */
        DRAIN('d'),
        /** Write nothing. */
        CLOSE('c');

        private final byte letter;

        MovePhase(char letter) {
            this.letter = (byte) letter;
        }
    }

    /**
     * A request of a move that runs.
     *
     * @param number tells it from all others
     * @param pid process of the move
     * @param target where the store is moved to
     */
    record RequestContent(MovePhase phase, long number, String pid, String target) {}

    /**
     * Locks the file for this move, and asks for nothing yet.
     *
     * @throws StartException if another move holds it
     */
    static MoveRequest lock(Path folder) {
        try {
            Path path = folder.toRealPath().resolve(FILE);
            if (!HELD.add(path)) {
                // not its content: closing that file would release the lock of this process
                throw moving(folder, Optional.empty());
            }
            boolean locked = false;
            try {
                FileChannel file = locked(path);
                file.truncate(0);
                locked = true;
                return new MoveRequest(path, file, new SecureRandom().nextLong(1, 1L << 40));
            } finally {
                if (!locked) {
                    HELD.remove(path);
                }
            }
        } catch (IOException e) {
            throw new StartException(
                    "cannot use the data folder " + folder + ": " + OwnerFiles.reason(e), e);
        }
    }

    private static FileChannel locked(Path path) throws IOException {
        FileChannel file =
                FileChannel.open(
                        path,
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        boolean locked = false;
        try {
            giveToOwner(path);
            for (int tried = 1; file.tryLock() == null; tried++) {
                if (tried == LOCK_TRIES) {
                    throw moving(path.resolveSibling("."), content(path));
                }
                Thread.sleep(LOCK_PAUSE_MILLIS);
            }
            locked = true;
            return file;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while the move began", stopping);
        } finally {
            if (!locked) {
                file.close();
            }
        }
    }

    /** The server must be able to read what a move by root asks, however that ends. */
    private static void giveToOwner(Path path) throws IOException {
        UserPrincipal owner = Files.getOwner(path.resolveSibling("."));
        if (!Files.getOwner(path).equals(owner)) {
            Files.setOwner(path, owner);
        }
    }

    private static StartException moving(Path folder, Optional<RequestContent> by) {
        return new StartException(
                "the store in "
                        + folder.normalize()
                        + " is being moved"
                        + by.map(MoveRequest::described).orElse("")
                        + ": wait until that has ended, or end it");
    }

    private static String described(RequestContent by) {
        return " to " + by.target() + " by another process (pid " + by.pid() + ")";
    }

    /**
     * Refuses to use a data folder whose store is being moved.
     *
     * @throws StartException if it is
     */
    static void requireNone(Path folder) {
        read(folder)
                .ifPresent(by -> {
                    throw moving(folder, Optional.of(by));
                });
    }

    /** Reads the request of a move that runs. */
    static Optional<RequestContent> read(Path folder) {
        Path path = folder.resolve(FILE);
        try {
            if (!Files.exists(path) || Files.size(path) == 0) {
                return Optional.empty();
            }
            Optional<RequestContent> content = content(path);
            return content.isPresent() && isHeld(path) ? content : Optional.empty();
        } catch (IOException e) {
            throw new StartException("cannot read " + path + ": " + OwnerFiles.reason(e), e);
        }
    }

    /** Whether the move lives; what a dead one wrote is emptied. */
    private static boolean isHeld(Path path) throws IOException {
        if (HELD.contains(path.toRealPath())) {
            return true;
        }
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (file.tryLock() == null) {
                return true;
            }
            file.truncate(0);
            return false;
        } catch (OverlappingFileLockException otherThread) {
            return true;
        }
    }

    private static Optional<RequestContent> content(Path path) {
        try {
            String text = Files.readString(path, StandardCharsets.UTF_8);
            String[] lines = text.split("\n", -1);
            if (lines.length != 5 || lines[0].length() != 1) {
                return Optional.empty();
            }
            MovePhase phase =
                    lines[0].charAt(0) == MovePhase.CLOSE.letter
                            ? MovePhase.CLOSE
                            : MovePhase.DRAIN;
            return Optional.of(
                    new RequestContent(phase, Long.parseLong(lines[1]), lines[2], lines[3]));
        } catch (NumberFormatException notWhole) {
            return Optional.empty();
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StartException("cannot read " + path + ": " + OwnerFiles.reason(e), e);
        }
    }

    /** Tells this request from all others. */
    long number() {
        return number;
    }

    /** Asks the server to drain. */
    void drain(String target) {
        String text =
                (char) MovePhase.DRAIN.letter
                        + "\n"
                        + number
                        + "\n"
                        + ProcessHandle.current().pid()
                        + "\n"
                        + target.replaceAll("\\p{Cntrl}", " ")
                        + "\n";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MOST_BYTES) {
            throw new StartException("the address of the target is too long");
        }
        write(bytes);
    }

    /** Asks the server for this; one byte changes, so that no reader sees half of it. */
    void ask(MovePhase phase) {
        write(new byte[] {phase.letter});
    }

    private void write(byte[] bytes) {
        try {
            file.write(ByteBuffer.wrap(bytes), 0);
        } catch (IOException e) {
            throw new StartException("cannot write " + path + ": " + OwnerFiles.reason(e), e);
        }
    }

    /** Takes the request back. */
    @Override
    public void close() {
        try {
            file.truncate(0);
        } catch (IOException full) {
            // without the lock it does not count
        }
        Closeables.close(file);
        HELD.remove(path);
    }
}
