package io.mailyard.db;

import io.mailyard.base.StartException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A PostgreSQL store as a file of {@code pg_dump} in its custom format. */
final class PostgresDump {
    private static final Pattern COPY =
            Pattern.compile("COPY (?:\"?[^\".]+\"?\\.)?\"?([a-z_0-9]+)\"? \\(.*\\) FROM stdin;");

    /** The beginning of a line decides what it is; the rows of a table may be very long. */
    private static final int LINE_START = 4096;

    private final StoreConfig config;
    private final Postgres postgres;
    private final PostgresTools tools;
    private final String server;
    private final String schema;

    private PostgresDump(
            StoreConfig config,
            Postgres postgres,
            PostgresTools tools,
            String server,
            String schema) {
        this.config = config;
        this.postgres = postgres;
        this.tools = tools;
        this.server = server;
        this.schema = schema;
    }

    /**
     * @param tools the folder of the tools; empty: search
     * @throws StartException if the server does not answer, or there are no tools for its version
     */
    static PostgresDump of(StoreConfig config, String tools) {
        Postgres postgres = new Postgres(config);
        postgres.check(Duration.ZERO);
        try (StoreSession session = postgres.reader()) {
            String server = session.one("SHOW server_version", row -> row.text(1)).orElse("");
            int major = Integer.parseInt(server.replaceAll("^([0-9]+).*$", "$1"));
            String schema =
                    session.query("SELECT coalesce(current_schema(), '')", row -> row.text(1))
                            .getFirst();
            return new PostgresDump(
                    config, postgres, PostgresTools.find(tools, major), server, schema);
        } catch (SQLException | StoreException e) {
            throw new StartException("cannot read the store: " + e.getMessage(), e);
        }
    }

    String server() {
        return server;
    }

    String schema() {
        return schema;
    }

    /** Content of a dump, and what was found at the same moment of the store. */
    record Dumped<T>(int version, Map<String, Long> rows, T checked) {}

    /**
     * Writes one moment of the store to {@code file}, which exists and is empty, runs {@code check}
     * on the same moment meanwhile, and reads the file again: it has as many rows of each table.
     */
    <T> Dumped<Optional<T>> write(Path file, Function<Database, T> check) {
        try (StoreSession session = postgres.patientReader()) {
            session.beginRead();
            int version = Migrations.shipped().version(session);
            String snapshot =
                    session.query("SELECT pg_export_snapshot()", row -> row.text(1)).getFirst();
            CompletableFuture<Void> dumping =
                    CompletableFuture.runAsync(
                            () -> dump(file, snapshot), Thread::startVirtualThread);
            Map<String, Long> rows = StoreTables.rows(session);
            Optional<T> checked = StoreBackup.checked(session, check);
            join(dumping);
            session.endRead();
            requireRows(file, rows);
            return new Dumped<>(version, rows, checked);
        } catch (SQLException | StoreException e) {
            throw new StartException("cannot read the store: " + e.getMessage(), e);
        }
    }

    private static void join(CompletableFuture<Void> dumping) {
        try {
            dumping.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof StartException said ? said : failed;
        }
    }

    private void dump(Path file, String snapshot) {
        tools.run(
                "pg_dump",
                List.of(
                        "--format=custom",
                        "--no-owner",
                        "--no-privileges",
                        "--no-password",
                        "--lock-wait-timeout=60000",
                        "--schema=\"" + schema + "\"",
                        "--snapshot=" + snapshot,
                        "--file=" + file),
                postgres.environment(),
                _ -> {});
    }

    /** Reads the whole file as a restore does, without a database. */
    private void requireRows(Path file, Map<String, Long> expected) {
        Map<String, Long> found = rows(file);
        expected.forEach((table, rows) -> {
            long has = found.getOrDefault(table, 0L);
            if (has != rows) {
                throw new StartException(
                        "the dump has " + has + " rows of " + table + ", the store has " + rows);
            }
        });
    }

    /** Counts the rows that a dump has of each table that has any. */
    Map<String, Long> rows(Path file) {
        Map<String, Long> rows = new HashMap<>();
        tools.run(
                "pg_restore",
                List.of("--data-only", "--file=-", file.toString()),
                Map.of(),
                printed -> count(printed, rows));
        return new LinkedHashMap<>(rows);
    }

    private static void count(InputStream printed, Map<String, Long> rows) throws IOException {
        InputStream lines = new BufferedInputStream(printed, 1 << 20);
        ByteArrayOutputStream start = new ByteArrayOutputStream(LINE_START);
        String table = "";
        long count = 0;
        for (int octet = lines.read(); octet >= 0; octet = lines.read()) {
            if (octet != '\n') {
                if (start.size() < LINE_START) {
                    start.write(octet);
                }
                continue;
            }
            if (!table.isEmpty()) {
                if (start.size() == 2 && start.toString(StandardCharsets.UTF_8).equals("\\.")) {
                    rows.put(table, count);
                    table = "";
                } else {
                    count++;
                }
            } else {
                Matcher copy = COPY.matcher(start.toString(StandardCharsets.UTF_8));
                if (copy.matches()) {
                    table = copy.group(1);
                    count = 0;
                }
            }
            start.reset();
        }
    }

    /**
     * Restores a dump into the store's empty schema, all of it or nothing.
     *
     * @param from the schema that the dump was made of
     */
    void restore(Path file, String from) {
        try (StoreSession session = postgres.owner()) {
            session.execute("CREATE SCHEMA IF NOT EXISTS \"" + from.replace("\"", "\"\"") + "\"");
        } catch (SQLException e) {
            throw new StartException(
                    "cannot restore into " + config.place() + ": " + Failures.text(e), e);
        }
        PostgresDump target = of(config, tools.folder());
        if (!target.schema.equals(from)) {
            throw new StartException(
                    "the backup is of the schema '"
                            + from
                            + "', and "
                            + config.place()
                            + " uses '"
                            + target.schema
                            + "': add currentSchema="
                            + from
                            + " to the URL");
        }
        requireEmpty(config);
        // before its first row: a restore that is killed leaves a store that nobody starts on
        try (StoreSession session = postgres.owner()) {
            SchemaState.beginRestore(session);
        } catch (SQLException e) {
            throw new StartException(
                    "cannot restore into " + config.place() + ": " + Failures.text(e), e);
        }
        tools.run(
                "pg_restore",
                List.of(
                        "--no-owner",
                        "--no-privileges",
                        "--no-password",
                        "--exit-on-error",
                        "--single-transaction",
                        "--schema=" + from,
                        "--dbname=" + postgres.databaseName(),
                        file.toString()),
                postgres.environment(),
                _ -> {});
    }

    /**
     * Refuses a schema that has tables, whose rows a restore would mix with those of the backup.
     */
    static void requireEmpty(StoreConfig config) {
        Postgres postgres = new Postgres(config);
        postgres.check(Duration.ZERO);
        try (StoreSession session = postgres.reader()) {
            long tables =
                    session.number(
                            "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
                                    // left by a restore that ended before its first row
                                    + " AND tablename <> ?",
                            SchemaState.RESTORING);
            if (tables > 0) {
                throw new StartException(
                        config.place()
                                + " is not empty: it has "
                                + tables
                                + " tables; restore into a new database");
            }
        } catch (SQLException e) {
            throw new StartException(
                    "cannot use the store at " + config.place() + ": " + Failures.text(e), e);
        }
    }
}
