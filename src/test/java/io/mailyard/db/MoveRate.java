package io.mailyard.db;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Locale;

/**
 * How fast a store is moved to PostgreSQL and back, and how fast PostgreSQL's own COPY reads the
 * same rows from a file: {@code MoveRate FOLDER MESSAGES URL [FOLDER-OF-THE-SERVER]}, where the
 * database at the URL is empty and its user may read and write files of the server's machine.
 */
public final class MoveRate {
    private static final List<String> LARGE =
            List.of("messages", "recipients", "contents", "events");

    private MoveRate() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args[0]));
        long messages = Long.parseLong(args[1]);
        StoreConfig file = StoreConfig.embedded();
        StoreConfig postgres = StoreConfig.at(args[2]);
        Clock clock = Clock.systemUTC();
        Stores.open(file, folder, clock).close();
        fill(folder, messages);
        StoreMove.MoveListener silent = (what, rows, total) -> {};
        StoreMove.MovedStore there =
                new StoreMove(file, folder, postgres, folder, clock, silent).run();
        Path back = Files.createDirectories(folder.resolve("back"));
        StoreMove.MovedStore again =
                new StoreMove(postgres, folder, file, back, clock, silent).run();
        long[] bare = bare(args[2], Path.of(args.length > 3 ? args[3] : "/tmp"));
        System.out.println(
                "| | rows | rows a second while copying | whole, s | rows a second in all |");
        System.out.println("|---|---|---|---|---|");
        print("to PostgreSQL", there);
        print("back", again);
        System.out.printf(
                Locale.ROOT,
                "| bare COPY of the four large tables from files into tables without indexes | %d | %d | %.0f | %d |%n",
                bare[0],
                bare[0] * 1000 / bare[1],
                bare[1] / 1000.0,
                bare[0] * 1000 / bare[1]);
    }

    private static void print(String what, StoreMove.MovedStore moved) {
        long rows = moved.rows().values().stream().mapToLong(Long::longValue).sum();
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %d | %.0f | %d |%n",
                what,
                rows,
                rows * 1000 / moved.copyMillis(),
                moved.millis() / 1000.0,
                rows * 1000 / moved.millis());
    }

    /** Each message has one recipient, a content of 1 to 2 KiB and two events. */
    public static void fill(Path folder, long messages) throws SQLException {
        try (StoreSession session = new SqliteFile(folder.resolve(SqliteFile.NAME)).writer()) {
            session.execute("PRAGMA ignore_check_constraints = ON");
            session.execute("PRAGMA synchronous = OFF");
            String numbers =
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
                            .formatted(messages);
            for (StoreTables.StoreTable table : StoreTables.of(session).values()) {
                if (LARGE.contains(table.name())) {
                    int times = table.name().equals("events") ? 2 : 1;
                    for (int time = 0; time < times; time++) {
                        session.execute(numbers + insert(table, time * messages));
                    }
                }
            }
        }
    }

    private static String insert(StoreTables.StoreTable table, long offset) {
        List<String> values =
                table.columns().stream()
                        .map(column ->
                                switch (column.kind()) {
                                    case BYTES -> "randomblob(1024 + i % 1024)";
                                    case NUMBER ->
                                            column.key() > 0
                                                    ? "i + " + offset
                                                    : column.name().equals("state")
                                                            ? "i % 5"
                                                            : column.name().endsWith("_at")
                                                                    ? "1790000000000 + i * 37"
                                                                    : column.name()
                                                                                    .equals(
                                                                                            "account_id")
                                                                            ? "i % 1000"
                                                                            : column.name()
                                                                                            .endsWith(
                                                                                                    "_id")
                                                                                    ? "i"
                                                                                    : "i % 10";
                                    case TEXT ->
                                            column.name().equals("source")
                                                    ? "'smtp'"
                                                    : "'"
                                                            + column.name()
                                                            + "-' || (i * 7919 % 100003)";
                                })
                        .toList();
        return "INSERT INTO " + table.name() + " SELECT " + String.join(", ", values) + " FROM n";
    }

    /** Rows and milliseconds of COPY FROM, without the time that writing the files takes. */
    private static long[] bare(String url, Path files) throws SQLException {
        long rows = 0;
        long millis = 0;
        try (Connection connection = DriverManager.getConnection("jdbc:" + url);
                Statement statement = connection.createStatement()) {
            for (String table : LARGE) {
                String file = files.resolve("mailyard-bench-" + table).toString();
                statement.execute("COPY " + table + " TO '" + file + "' (FORMAT binary)");
                statement.execute("CREATE TABLE bare_" + table + " (LIKE " + table + ")");
                long began = System.nanoTime();
                rows +=
                        statement.executeUpdate(
                                "COPY bare_" + table + " FROM '" + file + "' (FORMAT binary)");
                millis += (System.nanoTime() - began) / 1_000_000;
                statement.execute("DROP TABLE bare_" + table);
            }
        }
        return new long[] {rows, millis};
    }
}
