package io.mailyard.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last release, built by its own launcher from the commit that docs/releases.md names. It is
 * built once and kept under {@code target}.
 */
public final class LastRelease {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| ([0-9.]+) \\| [^|]* \\| `([0-9a-f]{40})` \\|");
    private static final int BUILD_MINUTES = 15;

    private LastRelease() {}

    /**
     * Its jar, with its libraries beside it.
     *
     * @param version such as 0.1.0
     */
    public record Built(String version, Path jar) {}

    /** Builds it; empty where there is no git history that has its commit. */
    public static synchronized Optional<Built> build() throws IOException {
        Matcher row = ROW.matcher(Files.readString(Path.of("docs/releases.md")));
        if (!row.find()) {
            throw new AssertionError("docs/releases.md names no release with a commit");
        }
        String commit = row.group(2);
        Path folder = Path.of("target", "releases", commit).toAbsolutePath();
        Path jar = folder.resolve("target/mailyard.jar");
        if (!Files.exists(folder.resolve("target/.built")) || !Files.exists(jar)) {
            if (!succeeds(Path.of("."), "git", "cat-file", "-e", commit + "^{commit}")) {
                return Optional.empty();
            }
            Files.createDirectories(folder);
            Path archive = folder.resolveSibling(commit + ".tar");
            must(Path.of("."), "git", "archive", "-o", archive.toString(), commit);
            must(folder, "tar", "-xf", archive.toString());
            Files.delete(archive);
            must(folder, "./mailyard", "--version");
        }
        return Optional.of(new Built(row.group(1), jar));
    }

    private static void must(Path folder, String... command) throws IOException {
        if (!succeeds(folder, command)) {
            throw new AssertionError(String.join(" ", command) + " failed in " + folder);
        }
    }

    private static boolean succeeds(Path folder, String... command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("MAILYARD_"));
        builder.environment().put("MAILYARD_AOT", "off");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(BUILD_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("still running: " + String.join(" ", command));
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
        if (process.exitValue() != 0) {
            System.err.println(said);
        }
        return process.exitValue() == 0;
    }
}
