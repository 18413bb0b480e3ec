package io.mailyard;

import io.mailyard.access.TokenSecret;
import io.mailyard.base.StartException;
import io.mailyard.nodes.Nodes;
import io.mailyard.tariffs.Tariffs;
import io.mailyard.tokens.Tokens;
import io.mailyard.writes.Writes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * What a store without a token gets: an administrator's token, printed once and kept in a file, and
 * tariff 1.
 */
final class FirstStart {
    private static final String TOKEN_FILE = "admin-token";

    private FirstStart() {}

    static void run(Writes writes, Tokens tokens, Tariffs tariffs, Nodes nodes, Path dataFolder) {
        Optional<TokenSecret> made =
                writes.system(
                        "first-start",
                        change -> {
                            Optional<TokenSecret> secret = tokens.first(change, "admin");
                            if (secret.isPresent()) {
                                tariffs.first(change);
                                nodes.first(change);
                                keep(secret.get(), dataFolder.resolve(TOKEN_FILE));
                            }
                            return secret;
                        });
        made.ifPresent(secret -> {
            System.out.println("Administrator token, shown this once: " + secret.text());
            System.out.println(
                    "It is kept in "
                            + dataFolder.resolve(TOKEN_FILE)
                            + ", readable by this user alone.");
        });
    }

    /**
     * Before the commit: a token that nobody holds would lock everyone out. Written again where the
     * work is repeated.
     */
    private static void keep(TokenSecret secret, Path file) {
        try {
            Files.deleteIfExists(file);
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.WRITE))) {
                channel.write(
                        ByteBuffer.wrap((secret.text() + "\n").getBytes(StandardCharsets.UTF_8)));
                channel.force(true);
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
}
