package io.mailyard.db;

import io.mailyard.base.StartException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code pg_dump} and {@code pg_restore} of one installation, at least as new as the server. */
final class PostgresTools {
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\)\\s+([0-9]+)");

    /** Folders of folders where packages put each version. */
    private static final List<String> PACKAGES =
            List.of("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "/usr");

    private static final int STDERR_BYTES = 8 * 1024;

    private final Path folder;

    private PostgresTools(Path folder) {
        this.folder = folder;
    }

    String folder() {
        return folder.toString();
    }

    /** Receives what a tool prints. */
    @FunctionalInterface
    interface ToolOutput {
        void read(InputStream output) throws IOException;
    }

    /**
     * Finds the tools: in {@code named}, or else on the PATH and where packages put them.
     *
     * @param named a folder; empty: search
     * @param server major version of the server, which older tools refuse to read
     */
    static PostgresTools find(String named, int server) {
        List<String> older = new ArrayList<>();
        for (Path folder : named.isEmpty() ? usualFolders() : List.of(Path.of(named))) {
            if (!Files.isExecutable(folder.resolve("pg_dump"))
                    || !Files.isExecutable(folder.resolve("pg_restore"))) {
                continue;
            }
            int version = version(folder.resolve("pg_dump"));
            if (version >= server) {
                return new PostgresTools(folder);
            }
            older.add(folder + " has " + version);
        }
        throw new StartException(
                "pg_dump and pg_restore of PostgreSQL "
                        + server
                        + " or newer are needed"
                        + (older.isEmpty()
                                ? " and were not found"
                                : ", found were: " + String.join(", ", older))
                        + "; install the package postgresql-client, or name their folder in"
                        + " backup.postgresql-tools");
    }

    private static List<Path> usualFolders() {
        List<Path> folders = new ArrayList<>();
        String path = System.getenv("PATH");
        for (String part : (path == null ? "" : path).split(File.pathSeparator, -1)) {
            if (!part.isEmpty()) {
                folders.add(Path.of(part));
            }
        }
        for (String parent : PACKAGES) {
            try (Stream<Path> versions = Files.list(Path.of(parent))) {
                versions.filter(version ->
                                parent.endsWith("postgresql")
                                        || version.getFileName()
                                                .toString()
                                                .matches("(pgsql-|postgresql@|libpq).*"))
                        .sorted(Comparator.comparing(Path::toString).reversed())
                        .map(version -> version.resolve("bin"))
                        .forEach(folders::add);
            } catch (IOException missing) {
                // not on this system
            }
        }
        return folders;
    }

    private static int version(Path tool) {
        try {
            Process process =
                    new ProcessBuilder(tool.toString(), "--version")
                            .redirectErrorStream(true)
                            .start();
            process.getOutputStream().close();
            String text;
            try (InputStream output = process.getInputStream()) {
                text = new String(output.readNBytes(STDERR_BYTES), StandardCharsets.UTF_8);
            } finally {
                process.destroy();
            }
            Matcher matcher = VERSION.matcher(text);
            return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
        } catch (IOException unusable) {
            return 0;
        }
    }

    /**
     * Runs a tool to its end.
     *
     * @param environment how it reaches the server; a password is visible to this user alone there,
     *     but to everybody on a command line
     * @param output receives what it prints
     * @throws StartException with the tool's last line if it fails
     */
    void run(
            String tool,
            List<String> arguments,
            Map<String, String> environment,
            ToolOutput output) {
        List<String> command = new ArrayList<>();
        command.add(folder.resolve(tool).toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new StartException("cannot run " + command.getFirst() + ": " + e.getMessage(), e);
        }
        Thread killer = new Thread(process::destroyForcibly);
        try {
            Runtime.getRuntime().addShutdownHook(killer);
        } catch (IllegalStateException ending) {
            process.destroyForcibly();
            throw new StartException(tool + " was stopped: the program ends", ending);
        }
        try {
            CompletableFuture<String> errors =
                    CompletableFuture.supplyAsync(
                            () -> lastLines(process), Thread::startVirtualThread);
            try (InputStream printed = process.getInputStream()) {
                output.read(printed);
                printed.transferTo(OutputStream.nullOutputStream());
            }
            int status = process.waitFor();
            String said = errors.join();
            if (status != 0) {
                throw new StartException(
                        tool + " failed (" + status + ")" + (said.isEmpty() ? "" : ": " + said));
            }
        } catch (IOException e) {
            throw new StartException("cannot read what " + tool + " prints: " + e.getMessage(), e);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StartException(tool + " was interrupted", stopped);
        } finally {
            process.destroyForcibly();
            try {
                Runtime.getRuntime().removeShutdownHook(killer);
            } catch (IllegalStateException ending) {
                // the hook runs already
            }
        }
    }

    /** All of what it prints is read, so that it never waits; the start says what went wrong. */
    private static String lastLines(Process process) {
        try (InputStream errors = process.getErrorStream()) {
            String text = new String(errors.readNBytes(STDERR_BYTES), StandardCharsets.UTF_8);
            errors.transferTo(OutputStream.nullOutputStream());
            return text.strip().replaceAll("\\s*\n\\s*", "; ");
        } catch (IOException closed) {
            return "";
        }
    }
}
