package io.mailyard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL of Debian's package, for tests of what {@code pg_dump} and {@code pg_restore} do:
 * the one that comes with the tests has no such programs. It starts once, and ends with the tests.
 */
final class DebianPostgres {
    private static final Path PACKAGES = Path.of("/usr/lib/postgresql");

    private static @Nullable String server;

    private DebianPostgres() {}

    /** Its URL for JDBC; a test that asks for it is skipped where the package is not installed. */
    static synchronized String server() {
        String known = server;
        if (known == null) {
            Optional<Path> bin = newest();
            Assumptions.assumeTrue(bin.isPresent(), "Debian's postgresql is not installed");
            known = start(bin.orElseThrow());
            server = known;
        }
        return known;
    }

    private static Optional<Path> newest() {
        if (!Files.isDirectory(PACKAGES)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(PACKAGES)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.comparingInt(DebianPostgres::version));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static int version(Path bin) {
        String name = String.valueOf(bin.getName(bin.getNameCount() - 2));
        return name.matches("[0-9]{1,4}") ? Integer.parseInt(name) : 0;
    }

    private static String start(Path bin) {
        try {
            int port;
            try (ServerSocket socket = new ServerSocket(0)) {
                port = socket.getLocalPort();
            }
            Path work = Files.createTempDirectory("mailyard-debian-postgres-");
            if (isRoot()) {
                run(List.of("chown", "postgres", work.toString()));
            }
            String data = work.resolve("data").toString();
            run(
                    asOwner(
                            bin,
                            "initdb",
                            "-D",
                            data,
                            "-A",
                            "trust",
                            "-E",
                            "UTF8",
                            "-U",
                            "postgres",
                            "-N"));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(bin, work)));
            run(
                    asOwner(
                            bin,
                            "pg_ctl",
                            "-D",
                            data,
                            "-w",
                            "-l",
                            work.resolve("log").toString(),
                            "-o",
                            "-p "
                                    + port
                                    + " -k "
                                    + work
                                    + " -c listen_addresses=127.0.0.1 -c fsync=off -c autovacuum=off",
                            "start"));
            return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres&password=x";
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void stop(Path bin, Path work) {
        try {
            run(asOwner(bin, "pg_ctl", "-D", work + "/data", "-m", "immediate", "stop"));
            run(List.of("rm", "-rf", work.toString()));
        } catch (IOException | AssertionError left) {
            System.err.println("PostgreSQL in " + work + " did not end: " + left);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** PostgreSQL refuses to be root. */
    private static List<String> asOwner(Path bin, String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(bin.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static void run(List<String> command) throws IOException {
        Path out = Files.createTempFile("mailyard-postgres", ".out");
        try {
            int status =
                    new ProcessBuilder(command)
                            .directory(Path.of("/").toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(out.toFile())
                            .start()
                            .waitFor();
            assertThat(status).as("%s: %s", command, Files.readString(out)).isZero();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        } finally {
            Files.deleteIfExists(out);
        }
    }
}
