package io.mailyard.server;

import io.mailyard.administrators.FirstAdministrator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code admin-password}: the password that the program made for an administrator, until
 * that person has changed it.
 */
public final class AdminPasswordFile {
    private static final Logger LOG = LoggerFactory.getLogger(AdminPasswordFile.class);
    private static final String FILE = "admin-password";

    /** Longer than any password that the program makes: such a file is not ours. */
    private static final int MAX_BYTES = 100;

    private AdminPasswordFile() {}

    /** To be written. */
    public static SecretFile in(Path dataFolder, InstantSource clock) {
        return new SecretFile(dataFolder, FILE, "password of the administrator", clock);
    }

    /** Removes the file if the password in it was changed; one of another store stays. */
    static void tidy(Path dataFolder, FirstAdministrator administrators) {
        Path file = dataFolder.resolve(FILE);
        try {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && Files.size(file) <= MAX_BYTES
                    && administrators.isChanged(
                            Files.readString(file, StandardCharsets.UTF_8).strip())) {
                Files.delete(file);
                LOG.info("{} was removed: the password in it was changed", file);
            }
        } catch (IOException failed) {
            LOG.warn(
                    "{} holds a password of no use and cannot be removed: {}",
                    file,
                    failed.getMessage());
        }
    }
}
