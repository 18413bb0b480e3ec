package io.mailyard.drill;

import io.mailyard.base.OwnerFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A command of the system's shell. */
final class SystemCommand {
    private static final int PATIENCE_SECONDS = 120;
    private static final int LONGEST = 400;

    private SystemCommand() {}

    /** Runs it; why it failed, or empty. */
    static String run(String line) {
        try {
            Path said = Files.createTempFile("mailyard-drill", ".out");
            try {
                Process process =
                        new ProcessBuilder("sh", "-c", line)
                                .redirectErrorStream(true)
                                .redirectOutput(said.toFile())
                                .start();
                process.getOutputStream().close();
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    return "did not end within " + PATIENCE_SECONDS + " s";
                }
                return process.exitValue() == 0
                        ? ""
                        : "status " + process.exitValue() + ": " + shortened(said);
            } finally {
                Files.deleteIfExists(said);
            }
        } catch (IOException missing) {
            return OwnerFiles.reason(missing);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static String shortened(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        return text.substring(0, Math.min(LONGEST, text.length()));
    }
}
