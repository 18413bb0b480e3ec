package io.mailyard.testing;

import io.mailyard.base.Sha256;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every row of every table as text, read past all of the product's code. */
public record Dump(Map<String, List<String>> tables) {
    /** Begins the names of columns that say when, and from where, something was used last. */
    private static final String LAST_USED = "last_used_";

    /** Of larger values, such as the contents of messages, the hash is kept. */
    private static final int LARGE = 64 * 1024;

    static Dump of(Connection connection, StoreKind kind) throws SQLException {
        String names =
                kind == StoreKind.SQLITE
                        ? "SELECT name FROM sqlite_master WHERE type = 'table'"
                        : "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()";
        Map<String, List<String>> tables = new TreeMap<>();
        try (Statement statement = connection.createStatement()) {
            for (String name : rows(statement, names)) {
                tables.put(
                        name, rows(statement, "SELECT * FROM " + name).stream().sorted().toList());
            }
        }
        return new Dump(tables);
    }

    /** The rows of one table alone. */
    static List<String> of(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return rows(statement, "SELECT * FROM " + table).stream().sorted().toList();
        }
    }

    /** Of a store that no server need use. */
    public static Dump of(TestStores.StoreLocation at, StoreKind kind) {
        String url =
                kind == StoreKind.SQLITE
                        ? "jdbc:sqlite:" + at.folder().resolve("mailyard.db")
                        : "jdbc:" + at.config().url();
        try (Connection connection = DriverManager.getConnection(url)) {
            return of(connection, kind);
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static List<String> rows(Statement statement, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet results = statement.executeQuery(sql)) {
            List<String> columns = columns(results.getMetaData());
            while (results.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 0; i < columns.size(); i++) {
                    if (i > 0) {
                        row.append('|');
                    }
                    if (columns.get(i).startsWith(LAST_USED)) {
                        row.append(columns.get(i)).append('=');
                    }
                    row.append(text(results.getObject(i + 1)));
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }

    private static List<String> columns(ResultSetMetaData of) throws SQLException {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= of.getColumnCount(); i++) {
            columns.add(of.getColumnLabel(i));
        }
        return columns;
    }

    private static String text(@Nullable Object cell) {
        if (cell instanceof byte[] bytes) {
            return bytes.length > LARGE ? Sha256.hex(bytes) : HexFormat.of().formatHex(bytes);
        }
        return String.valueOf(cell);
    }

    /** Without what nodes and their server write in their own time, whatever is called. */
    public Dump ofCalls() {
        Map<String, List<String>> rest = new TreeMap<>(tables);
        rest.keySet()
                .removeAll(
                        Set.of(
                                "node_revisions",
                                "node_sessions",
                                "clock_jumps",
                                "domain_tasks",
                                "sender_dns",
                                "stop_receipts",
                                "search_progress",
                                "server_processes"));
        // the index of a search follows what was accepted some time later
        rest.keySet().removeIf(name -> name.matches("message_(words|answers)(_.*)?"));
        // when a token was last used is stored some seconds after the call
        rest.computeIfPresent(
                "tokens",
                (_, rows) ->
                        rows.stream()
                                .map(row -> row.replaceAll(LAST_USED + "[a-z]+=[^|]*", ""))
                                .toList());
        return new Dump(rest);
    }

    /** The rows of one table. */
    public List<String> table(String name) {
        return Objects.requireNonNull(tables.get(name), name);
    }

    /** All of it. */
    public String text() {
        StringBuilder text = new StringBuilder();
        tables.forEach(
                (name, rows) -> text.append(name).append('\n').append(String.join("\n", rows)));
        return text.toString();
    }
}
