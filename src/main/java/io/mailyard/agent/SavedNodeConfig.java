package io.mailyard.agent;

import io.mailyard.base.OwnerFiles;
import io.mailyard.protocol.WantedConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last configuration of a node, saved in its data folder for starts while the server is
 * unavailable. Readable by the owner only; contains no keys.
 */
final class SavedNodeConfig {
    private static final Logger LOG = LoggerFactory.getLogger(SavedNodeConfig.class);

    private final Path file;

    SavedNodeConfig(Path folder) {
        this.file = folder.resolve("node-config.json");
    }

    /** The saved configuration; an unreadable file counts as absent. */
    Optional<WantedConfig> read() {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    WantedConfig.CODEC.read(Files.readString(file, StandardCharsets.UTF_8)));
        } catch (IOException | IllegalArgumentException damaged) {
            LOG.warn("the stored configuration is ignored: {}", damaged.getMessage());
            return Optional.empty();
        }
    }

    void write(WantedConfig wantedConfig) {
        try {
            OwnerFiles.write(
                    file, WantedConfig.CODEC.write(wantedConfig).getBytes(StandardCharsets.UTF_8));
        } catch (IOException failed) {
            LOG.warn(
                    "the configuration could not be stored for the next start: {}",
                    failed.getMessage());
        }
    }
}
