package io.mailyard.agent;

import io.mailyard.base.OwnerFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The name of the last run of a node over a data folder that had a session. The folder is locked by
 * a run, so the next one knows that the one named here is dead, and takes its session over.
 */
final class LastRun {
    private static final Logger LOG = LoggerFactory.getLogger(LastRun.class);

    private final Path file;

    LastRun(Path folder) {
        this.file = folder.resolve("last-run");
    }

    /** Its name; empty if there was none, or the file cannot be read. */
    String read() {
        try {
            String name =
                    Files.isRegularFile(file)
                            ? Files.readString(file, StandardCharsets.UTF_8).strip()
                            : "";
            return NodeEndpoint.NAME.matcher(name).matches() ? name : "";
        } catch (IOException unreadable) {
            LOG.debug("the last run is unknown: {}", unreadable.getMessage());
            return "";
        }
    }

    /** Without it the next run waits until the server has not heard of this one for a while. */
    void write(String name) {
        try {
            OwnerFiles.write(file, (name + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException failed) {
            LOG.warn("the next start may take a moment longer: {}", failed.getMessage());
        }
    }
}
