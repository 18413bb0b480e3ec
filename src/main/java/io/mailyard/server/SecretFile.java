package io.mailyard.server;

import io.mailyard.base.StartException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;

/**
 * A secret in a file of the data folder, readable by its owner alone, for whoever is at the
 * machine. A file that another start left is never overwritten: it is put aside.
 */
public final class SecretFile {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path file;
    private final String content;
    private final InstantSource clock;
    private String written = "";
    private Optional<Path> putAside = Optional.empty();

    /**
     * @param content what is in it, for messages: such as {@code administrator token}
     */
    public SecretFile(Path dataFolder, String name, String content, InstantSource clock) {
        this.file = dataFolder.resolve(name);
        this.content = content;
        this.clock = clock;
    }

    /** Path in the data folder; nothing is there until it is written. */
    public Path path() {
        return file;
    }

    /** The file of another start that was there, under its name now. */
    Optional<Path> putAside() {
        return putAside;
    }

    /**
     * Writes it durably. Call it before the commit: a secret that nobody holds would lock everyone
     * out. May be repeated where the transaction is.
     *
     * @throws StartException if it cannot be written
     */
    public void write(String secret) {
        String text = secret + "\n";
        try {
            moveAside();
            Files.deleteIfExists(file);
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                channel.force(true);
            }
            written = text;
            // a new name is durable only when its folder is
            try (FileChannel folder = FileChannel.open(folder(), StandardOpenOption.READ)) {
                folder.force(true);
            }
        } catch (IOException failed) {
            throw new StartException(
                    "the " + content + " cannot be written to " + file + ": " + failed.getMessage(),
                    failed);
        }
    }

    /** A file that is not this start's may open a store that is elsewhere: it is never deleted. */
    private void moveAside() throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS) || isOurs()) {
            return;
        }
        String name = Objects.requireNonNull(file.getFileName()).toString();
        Path kept = file.resolveSibling(name + ".replaced-" + STAMP.format(clock.instant()));
        for (int i = 2; Files.exists(kept, LinkOption.NOFOLLOW_LINKS); i++) {
            kept = file.resolveSibling(kept.getFileName() + "-" + i);
        }
        Files.move(file, kept, StandardCopyOption.ATOMIC_MOVE);
        putAside = Optional.of(kept);
    }

    private boolean isOurs() throws IOException {
        return !written.isEmpty()
                && Files.isRegularFile(file)
                && Files.size(file) == written.length()
                && Files.readString(file).equals(written);
    }

    private Path folder() {
        return Objects.requireNonNull(file.getParent(), "a file in the data folder");
    }
}
