package io.mailyard.testing;

import io.mailyard.db.Database;
import io.mailyard.db.StoreConfig;
import io.mailyard.db.Stores;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Empty stores for tests: a SQLite file in a folder of its own, or a schema of its own in one
 * PostgreSQL that the first caller starts, or in the server that {@code MAILYARD_TEST_POSTGRES}
 * names (as {@code jdbc:postgresql://host/postgres?user=...&password=...}, its user may create
 * databases).
 */
public final class TestStores {
    /** Kept, for a logger that nobody holds forgets its level. */
    private static final Logger POSTGRES_LOG = Logger.getLogger("io.zonky.test");

    private static final AtomicLong NUMBER = new AtomicLong();

    /** A database with the program's schema, of which each migrated store is a copy. */
    private static @Nullable String template;

    /** The same as a file. */
    private static @Nullable Path fileTemplate;

    private static @Nullable String server;
    private static @Nullable Path folder;

    private TestStores() {}

    /** A place for one store, which may be opened more than once. */
    public record StoreLocation(StoreConfig config, Path folder) {
        public Database open() {
            return open(Clock.systemUTC());
        }

        public Database open(Clock clock) {
            return Stores.open(config, folder, clock);
        }
    }

    /** An empty store with the program's schema; the caller closes it. */
    public static Database open(StoreKind kind) {
        return migratedPlace(kind).open();
    }

    /** A place of a store without rows, which may have the program's schema already. */
    public static StoreLocation migratedPlace(StoreKind kind) {
        return kind == StoreKind.SQLITE ? copyOfFile() : newDatabase(template());
    }

    private static StoreLocation copyOfFile() {
        Path original = fileTemplate();
        StoreLocation location = place(StoreKind.SQLITE);
        try {
            Files.copy(
                    original,
                    location.folder().resolve(original.getFileName()),
                    StandardCopyOption.COPY_ATTRIBUTES);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return location;
    }

    private static synchronized Path fileTemplate() {
        Path made = fileTemplate;
        if (made == null) {
            StoreLocation location = place(StoreKind.SQLITE);
            location.open().close();
            made = location.folder().resolve("mailyard.db");
            fileTemplate = made;
        }
        return made;
    }

    private static synchronized String template() {
        String made = template;
        if (made == null) {
            StoreLocation location = placeInOwnDatabase();
            location.open().close();
            made = name(location.config());
            template = made;
        }
        return made;
    }

    /** A place whose store and data folder are copies of another's, which nobody has open. */
    static StoreLocation copyOf(StoreKind kind, StoreLocation original) {
        StoreLocation copy =
                kind == StoreKind.SQLITE
                        ? place(StoreKind.SQLITE)
                        : newDatabase(name(original.config()));
        try (Stream<Path> files = Files.list(original.folder())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(
                        file,
                        copy.folder().resolve(file.getFileName()),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return copy;
    }

    /** A place where no store is yet. */
    public static StoreLocation place(StoreKind kind) {
        return switch (kind) {
            case SQLITE -> new StoreLocation(StoreConfig.embedded(), newFolder());
            case POSTGRESQL -> new StoreLocation(StoreConfig.at(newSchema()), newFolder());
        };
    }

    /** An empty folder, deleted when the tests are over. */
    public static synchronized Path newFolder() {
        try {
            Path parent = folder;
            if (parent == null) {
                parent = Files.createTempDirectory("mailyard-test-");
                folder = parent;
                Path doomed = parent;
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(doomed)));
            }
            return Files.createDirectory(
                    parent.resolve("d" + NUMBER.incrementAndGet()),
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The URL of a new, empty schema: as good as a database, and made in a hundredth of the time.
     */
    private static String newSchema() {
        String name = newName();
        administer("CREATE SCHEMA " + name);
        URI uri = URI.create(server().substring("jdbc:".length()));
        String query = uri.getRawQuery();
        return "postgresql://"
                + uri.getRawAuthority()
                + uri.getRawPath()
                + "?"
                + (query == null ? "" : query + "&")
                + "currentSchema="
                + name;
    }

    /** A place in a database of its own, whose connections can be cut. */
    public static StoreLocation placeInOwnDatabase() {
        return newDatabase("template0");
    }

    /** The same in a server whose {@code pg_dump} and {@code pg_restore} are on this machine. */
    public static StoreLocation placeThatIsDumped() {
        return newDatabase(DebianPostgres.server(), "template0");
    }

    private static StoreLocation newDatabase(String template) {
        return newDatabase(server(), template);
    }

    private static StoreLocation newDatabase(String at, String template) {
        String name = newName();
        administer(at, "CREATE DATABASE " + name + " ENCODING 'UTF8' TEMPLATE " + template);
        URI uri = URI.create(at.substring("jdbc:".length()));
        String query = uri.getRawQuery();
        String url =
                "postgresql://"
                        + uri.getRawAuthority()
                        + "/"
                        + name
                        + (query == null ? "" : "?" + query);
        return new StoreLocation(StoreConfig.at(url), newFolder());
    }

    private static String newName() {
        return "mailyard_" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
    }

    /** Ends every connection to a database of its own, as a restart of the server does. */
    public static void cutConnections(StoreConfig config) {
        administer(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
                        + name(config)
                        + "'");
    }

    /** Lets a database of its own be connected to, or not. */
    public static void allowConnections(StoreConfig config, boolean allow) {
        administer("ALTER DATABASE " + name(config) + " ALLOW_CONNECTIONS " + allow);
    }

    private static String name(StoreConfig config) {
        return URI.create(config.place()).getPath().substring(1);
    }

    private static void administer(String sql) {
        administer(server(), sql);
    }

    private static void administer(String at, String sql) {
        try (Connection connection = DriverManager.getConnection(at);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static synchronized String server() {
        String known = server;
        if (known != null) {
            return known;
        }
        String named = System.getenv("MAILYARD_TEST_POSTGRES");
        known = named == null || named.isEmpty() ? start() : named;
        server = known;
        return known;
    }

    /** The server ends with this process, by a shutdown hook of its own. */
    private static String start() {
        POSTGRES_LOG.setLevel(Level.WARNING);
        try {
            Path data = Files.createTempDirectory("mailyard-postgres-");
            String url =
                    EmbeddedPostgres.builder()
                            .setDataDirectory(data)
                            .setCleanDataDirectory(false)
                            .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                            .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                            // Tests kill processes, not the machine: what the kernel has is kept.
                            .setServerConfig("fsync", "off")
                            .setServerConfig("full_page_writes", "off")
                            .setServerConfig("synchronous_commit", "on")
                            // It would look through every test's database each minute.
                            .setServerConfig("autovacuum", "off")
                            .setServerConfig("max_connections", "300")
                            .setServerConfig("checkpoint_timeout", "1h")
                            .setServerConfig("jit", "off")
                            .start()
                            .getJdbcUrl("postgres", "postgres");
            deleteOnceStopped(data);
            return url;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A copied database has hundreds of files: a process deletes all of them in seconds, while this
     * one would take a minute, and is not waited for.
     */
    private static void deleteOnceStopped(Path data) throws IOException {
        String server = Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip();
        List<String> command =
                List.of(
                        "sh",
                        "-c",
                        "for i in $(seq 300); do kill -0 $1 2>/dev/null || break; sleep 0.1; done;"
                                + " rm -rf \"$2\"",
                        "sh",
                        server,
                        data.toString());
        Thread deletion =
                new Thread(() -> {
                    try {
                        new ProcessBuilder(command)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start();
                    } catch (IOException e) {
                        System.err.println("not deleted: " + data + ": " + e);
                    }
                });
        Runtime.getRuntime().addShutdownHook(deletion);
    }

    private static void delete(Path doomed) {
        try (Stream<Path> files = Files.walk(doomed)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("not deleted: " + doomed + ": " + e);
        }
    }
}
