package io.mailyard.db;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The tables of a store as its database describes them, so that none is forgotten when a migration
 * adds one.
 */
final class StoreTables {
    /**
     * The index of the search: SQLite and PostgreSQL keep it in forms of their own, and it is built
     * anew from the messages.
     */
    static final List<String> SEARCH_INDEX = List.of("message_words", "message_answers");

    private static final String SQLITE_TABLES =
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
                    + " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
    private static final String SQLITE_COLUMNS =
            "SELECT name, type, \"notnull\", pk FROM pragma_table_info(?) ORDER BY cid";
    private static final String POSTGRES_TABLES =
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename";
    private static final String POSTGRES_COLUMNS =
            """
            SELECT a.attname, format_type(a.atttypid, NULL), CASE WHEN a.attnotnull THEN 1 ELSE 0 END,
              coalesce(array_position(CAST(i.indkey AS smallint[]), a.attnum), -1) + 1
            FROM pg_attribute a
            JOIN pg_class c ON c.oid = a.attrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
            WHERE n.nspname = current_schema() AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum
            """;

    private StoreTables() {}

    /** Kind of values in a column; both stores have these three kinds and no other. */
    enum ColumnKind {
        NUMBER,
        TEXT,
        BYTES
    }

    /**
     * A column.
     *
     * @param small whether PostgreSQL keeps a number of it in two bytes; SQLite has one type of
     *     numbers
     * @param key 1-based position in the primary key; 0: not part of it
     */
    record StoreColumn(String name, ColumnKind kind, boolean small, boolean required, int key) {}

    /** A table with its columns in the order of the store. */
    record StoreTable(String name, List<StoreColumn> columns) {
        /** The columns of the primary key, in its order. */
        List<StoreColumn> key() {
            return columns.stream()
                    .filter(column -> column.key() > 0)
                    .sorted(Comparator.comparingInt(StoreColumn::key))
                    .toList();
        }
    }

    /** Every table but the index of the search, by name. */
    static Map<String, StoreTable> of(StoreSession session) {
        boolean sqlite = session.dialect() == Dialect.SQLITE;
        Map<String, StoreTable> tables = new LinkedHashMap<>();
        for (String name :
                session.query(sqlite ? SQLITE_TABLES : POSTGRES_TABLES, row -> row.text(1))) {
            if (!SEARCH_INDEX.contains(name) && !name.equals(MoveState.TABLE)) {
                tables.put(name, new StoreTable(name, columns(session, sqlite, name)));
            }
        }
        return tables;
    }

    private static List<StoreColumn> columns(StoreSession session, boolean sqlite, String table) {
        List<StoreColumn> columns =
                new ArrayList<>(
                        session.query(
                                sqlite ? SQLITE_COLUMNS : POSTGRES_COLUMNS,
                                row ->
                                        new StoreColumn(
                                                row.text(1),
                                                kind(table, row.text(1), row.text(2)),
                                                row.text(2).equals("smallint"),
                                                row.number(3) != 0,
                                                (int) row.number(4)),
                                table));
        return List.copyOf(columns);
    }

    private static ColumnKind kind(String table, String column, String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "integer", "bigint", "smallint" -> ColumnKind.NUMBER;
            case "text" -> ColumnKind.TEXT;
            case "blob", "bytea" -> ColumnKind.BYTES;
            default ->
                    throw new IllegalStateException(
                            "column "
                                    + table
                                    + "."
                                    + column
                                    + " has the type "
                                    + type
                                    + ", which the copy of a store does not know");
        };
    }

    /**
     * The tables in an order in which each comes after those that it refers to by a foreign key of
     * PostgreSQL.
     */
    static List<String> parentsFirst(StoreSession session, Collection<String> tables) {
        Map<String, Set<String>> parents = new LinkedHashMap<>();
        tables.forEach(table -> parents.put(table, new HashSet<>()));
        session.query(
                        "SELECT CAST(CAST(conrelid AS regclass) AS text), CAST(CAST(confrelid AS regclass) AS text)"
                                + " FROM pg_constraint WHERE contype = 'f' AND connamespace ="
                                + " (SELECT oid FROM pg_namespace WHERE nspname = current_schema())",
                        row -> Map.entry(row.text(1), row.text(2)))
                .forEach(edge -> {
                    if (parents.containsKey(edge.getKey())
                            && !edge.getKey().equals(edge.getValue())) {
                        Objects.requireNonNull(parents.get(edge.getKey())).add(edge.getValue());
                    }
                });
        List<String> ordered = new ArrayList<>();
        while (!parents.isEmpty()) {
            List<String> free =
                    parents.entrySet().stream()
                            .filter(entry ->
                                    entry.getValue().stream().noneMatch(parents::containsKey))
                            .map(Map.Entry::getKey)
                            .toList();
            if (free.isEmpty()) {
                throw new IllegalStateException("tables refer to each other: " + parents.keySet());
            }
            ordered.addAll(free);
            free.forEach(parents::remove);
        }
        return ordered;
    }

    /** Whether the store has a table. */
    static boolean exists(StoreSession session, String table) {
        return session.number(
                        session.dialect() == Dialect.SQLITE
                                ? "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
                                : "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
                                        + " AND tablename = ?",
                        table)
                > 0;
    }

    /** Whether a table has a column. */
    static boolean hasColumn(StoreSession session, String table, String column) {
        return columns(session, session.dialect() == Dialect.SQLITE, table).stream()
                .anyMatch(one -> one.name().equals(column));
    }

    /** Counts the rows of each table, the index of the search left out. */
    static Map<String, Long> rows(StoreSession session) {
        Map<String, Long> rows = new LinkedHashMap<>();
        for (String table : of(session).keySet()) {
            rows.put(table, session.number("SELECT count(*) FROM \"" + table + "\""));
        }
        return rows;
    }
}
