package io.mailyard.server;

import io.mailyard.access.TokenSecret;
import io.mailyard.base.StartException;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
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
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;

/**
 * Prepares a store that has no token: creates an administrator's token, which it prints once and
 * writes to a file, and tariff 1.
 */
final class FirstStart {
    private static final String FILE = "admin-token";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path file;
    private final Clock clock;
    private String written = "";
    private Optional<Path> putAside = Optional.empty();

    private FirstStart(Path dataFolder, Clock clock) {
        this.file = dataFolder.resolve(FILE);
        this.clock = clock;
    }

    static void run(Writes writes, Components components, Path dataFolder, Clock clock) {
        FirstStart start = new FirstStart(dataFolder, clock);
        writes.system("first-start", change -> start.made(change, components))
                .ifPresent(start::told);
    }

    private Optional<TokenSecret> made(Change change, Components components) {
        Optional<TokenSecret> secret = components.tokens().first(change, "admin");
        if (secret.isPresent()) {
            components.tariffs().first(change);
            components.nodes().first(change);
            keep(secret.get().text() + "\n");
        }
        return secret;
    }

    private void told(TokenSecret secret) {
        System.out.println("Administrator token, shown this once: " + secret.text());
        System.out.println("It is stored in " + file + ", readable by this user alone.");
        putAside.ifPresent(kept ->
                System.out.println(
                        "This store is new; the token file of another store was moved to "
                                + kept
                                + "."));
    }

    /**
     * Runs before the commit: a token that nobody has would lock everyone out. If the transaction
     * is repeated, the file is written again.
     */
    private void keep(String text) {
        try {
            putAside();
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
            // a new name is durable only once its folder is synced
            try (FileChannel folder = FileChannel.open(folder(), StandardOpenOption.READ)) {
                folder.force(true);
            }
        } catch (IOException failed) {
            throw new StartException(
                    "the administrator token cannot be written to "
                            + file
                            + ": "
                            + failed.getMessage(),
                    failed);
        }
    }

    /**
     * Moves a file that this start did not write, and never deletes it: its token may belong to
     * another store.
     */
    private void putAside() throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS) || isOurs()) {
            return;
        }
        Path kept = file.resolveSibling(FILE + ".replaced-" + STAMP.format(clock.instant()));
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
