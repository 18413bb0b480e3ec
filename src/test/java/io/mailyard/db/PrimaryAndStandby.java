package io.mailyard.db;

import io.mailyard.testing.TestStores;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Two PostgreSQL of one origin with the program's schema and {@link Things}, one of them a standby
 * that is promoted when a test says so. Nothing is replicated between them.
 */
final class PrimaryAndStandby implements AutoCloseable {
    private static @Nullable Path original;

    final EmbeddedPostgres primary;
    final EmbeddedPostgres standby;
    private final Path primaryData;

    private PrimaryAndStandby(
            EmbeddedPostgres primary, EmbeddedPostgres standby, Path primaryData) {
        this.primary = primary;
        this.standby = standby;
        this.primaryData = primaryData;
    }

    static PrimaryAndStandby start() throws IOException {
        Path original = original();
        Path data = TestStores.newFolder();
        Path standbyData = TestStores.newFolder();
        copy(original, data);
        copy(original, standbyData);
        Files.createFile(standbyData.resolve("standby.signal"));
        EmbeddedPostgres primary = server(data);
        try {
            return new PrimaryAndStandby(primary, server(standbyData), data);
        } catch (IOException | RuntimeException failed) {
            primary.close();
            throw failed;
        }
    }

    /** The data that both begin with, made once. */
    private static synchronized Path original() throws IOException {
        Path made = original;
        if (made == null) {
            made = TestStores.newFolder().resolve("original");
            try (EmbeddedPostgres first = server(made);
                    Database db =
                            new TestStores.StoreLocation(at(first), TestStores.newFolder())
                                    .open()) {
                Things.create(db);
            }
            Files.deleteIfExists(made.resolve("postmaster.pid"));
            original = made;
        }
        return made;
    }

    private static EmbeddedPostgres server(Path data) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(TestStores.newFolder().toFile())
                .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        to.resolve(from.relativize(file)),
                        StandardCopyOption.COPY_ATTRIBUTES,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** The store at one server. */
    private static StoreConfig at(EmbeddedPostgres server) {
        return StoreConfig.at("postgresql://postgres@127.0.0.1:" + server.getPort() + "/postgres");
    }

    /** The store at both, the standby first. */
    StoreConfig both() {
        return StoreConfig.at(
                "postgresql://postgres@127.0.0.1:"
                        + standby.getPort()
                        + ",127.0.0.1:"
                        + primary.getPort()
                        + "/postgres");
    }

    /** Makes the standby a primary; the other one is not asked. */
    void promote() throws SQLException {
        execute(standby, "SELECT pg_promote()");
    }

    static void execute(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Stops every process of the primary where it is; its connections stay open. */
    void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Lets it go on. */
    void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        String first = Files.readAllLines(primaryData.resolve("postmaster.pid")).getFirst().strip();
        List<String> command = new ArrayList<>(List.of("kill", "-" + name, first));
        ProcessHandle.of(Long.parseLong(first))
                .orElseThrow()
                .descendants()
                .forEach(process -> command.add(String.valueOf(process.pid())));
        // one that has just ended is no fault
        new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    @Override
    public void close() throws IOException {
        try {
            if (Files.exists(primaryData.resolve("postmaster.pid"))) {
                thaw();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        standby.close();
        primary.close();
    }
}
