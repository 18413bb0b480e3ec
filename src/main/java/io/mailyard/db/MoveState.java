package io.mailyard.db;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Progress of the move into a store: a table in that store, written in the transactions that bring
 * the rows, and dropped at the end.
 */
final class MoveState {
    static final String TABLE = "store_move";

    private static final String SOURCE = "@source";
    private static final String IDENTITY = "@identity";
    private static final String INDEX = "#";

    private final StoreSession target;

    MoveState(StoreSession target) {
        this.target = target;
    }

    /**
     * Progress of a table.
     *
     * @param after the key of the last row that is there; empty: none
     * @param checksum the sum of the rows' checksums
     */
    record TableState(List<Object> after, long rows, long checksum, boolean done) {
        static final TableState NONE = new TableState(List.of(), 0, 0, false);
    }

    boolean exists() {
        return target.number(
                        target.dialect() == Dialect.SQLITE
                                ? "SELECT count(*) FROM sqlite_master WHERE name = '" + TABLE + "'"
                                : "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
                                        + " AND tablename = '"
                                        + TABLE
                                        + "'")
                > 0;
    }

    /** Creates it; the caller commits. */
    void create(String fingerprint, String identity) throws SQLException {
        String number = target.dialect() == Dialect.SQLITE ? "INTEGER" : "bigint";
        target.execute(
                "CREATE TABLE "
                        + TABLE
                        + " (name text PRIMARY KEY, detail text NOT NULL, row_count "
                        + number
                        + " NOT NULL, checksum "
                        + number
                        + " NOT NULL, done "
                        + number
                        + " NOT NULL)");
        put(SOURCE, fingerprint, 0, 0, false);
        put(IDENTITY, identity, 0, 0, false);
    }

    /**
     * Forgets how far the tables are, for a source that changed; the indexes stay to be created.
     */
    void restart(String fingerprint) {
        target.update(
                "DELETE FROM " + TABLE + " WHERE name NOT LIKE '" + INDEX + "%' AND name <> ?",
                IDENTITY);
        put(SOURCE, fingerprint, 0, 0, false);
    }

    /** The store that is moved, however it changed since; empty where the move did not say it. */
    String identity() {
        return detail(IDENTITY).orElse("");
    }

    String fingerprint() {
        return detail(SOURCE).orElse("");
    }

    private Optional<String> detail(String name) {
        return target.one(
                "SELECT detail FROM " + TABLE + " WHERE name = ?", row -> row.text(1), name);
    }

    /** Keeps the definition of an index that was dropped. */
    void keepIndex(String name, String definition) {
        put(INDEX + name, definition, 0, 0, false);
    }

    /** The indexes to create again, by name. */
    Map<String, String> indexes() {
        return target
                .query(
                        "SELECT name, detail FROM "
                                + TABLE
                                + " WHERE name LIKE '"
                                + INDEX
                                + "%' ORDER BY name",
                        row -> Map.entry(row.text(1).substring(1), row.text(2)))
                .stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey,
                                Map.Entry::getValue,
                                (one, other) -> one,
                                TreeMap::new));
    }

    void indexCreated(String name) {
        target.update("DELETE FROM " + TABLE + " WHERE name = ?", INDEX + name);
    }

    TableState table(String name) {
        return target.one(
                        "SELECT detail, row_count, checksum, done FROM "
                                + TABLE
                                + " WHERE name = ?",
                        row ->
                                new TableState(
                                        decoded(row.text(1)),
                                        row.number(2),
                                        row.number(3),
                                        row.flag(4)),
                        name)
                .orElse(TableState.NONE);
    }

    void save(String table, TableState state) {
        put(table, encoded(state.after()), state.rows(), state.checksum(), state.done());
    }

    private void put(String name, String detail, long rows, long checksum, boolean done) {
        target.update(
                "INSERT INTO "
                        + TABLE
                        + " (name, detail, row_count, checksum, done) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT (name) DO UPDATE SET detail = excluded.detail,"
                        + " row_count = excluded.row_count, checksum = excluded.checksum,"
                        + " done = excluded.done",
                name,
                detail,
                rows,
                checksum,
                done);
    }

    private static String encoded(List<Object> key) {
        return key.stream()
                .map(value ->
                        value instanceof Long number
                                ? "n" + number
                                : "t" + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8))
                .collect(Collectors.joining(" "));
    }

    private static List<Object> decoded(String key) {
        List<Object> values = new ArrayList<>();
        for (String part : key.split(" ", -1)) {
            if (!part.isEmpty()) {
                String value = part.substring(1);
                values.add(
                        part.charAt(0) == 'n'
                                ? (Object) Long.valueOf(value)
                                : URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return List.copyOf(values);
    }
}
