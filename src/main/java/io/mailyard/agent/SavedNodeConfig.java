package io.mailyard.agent;

import io.mailyard.wire.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last configuration of a node, kept in its data folder, so that a start while the server is
 * away finds it. For the owner's eyes alone; no keys are in it.
 */
final class SavedNodeConfig {
    private static final Logger LOG = LoggerFactory.getLogger(SavedNodeConfig.class);

    private final Path file;

    SavedNodeConfig(Path folder) {
        this.file = folder.resolve("node-config.json");
    }

    /** What was kept; what cannot be read is as if it were not there. */
    Optional<Link.Wanted> read() {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    NodeProtocol.wanted(
                            ProtocolFields.of(Files.readString(file, StandardCharsets.UTF_8))));
        } catch (IOException | IllegalArgumentException damaged) {
            LOG.warn("the kept configuration is passed over: {}", damaged.getMessage());
            return Optional.empty();
        }
    }

    void write(Link.Wanted wanted) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(
                    fresh,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    fresh,
                    JsonText.write(out -> NodeProtocol.wanted(out, wanted)),
                    StandardCharsets.UTF_8);
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            LOG.warn("the configuration is not kept for the next start: {}", failed.getMessage());
        }
    }
}
