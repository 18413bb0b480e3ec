package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.StartException;
import io.mailyard.db.StoreTables.StoreColumn;
import io.mailyard.db.StoreTables.StoreTable;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestStores;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The move of a store, table by table: whatever tables the schema has. */
final class StoreMoveTest {
    private static final List<String> TEXTS =
            List.of("", "plain", "ünï 🎉 'quotes\" \\ \n\t\r %_", "x".repeat(100_000));

    private static final int ROWS = 4;

    private static StoreSession session(TestStores.StoreLocation at) throws SQLException {
        if (at.config().url().isEmpty()) {
            StoreSession session = new SqliteFile(at.folder().resolve(SqliteFile.NAME)).writer();
            session.execute("PRAGMA ignore_check_constraints = ON");
            session.execute("PRAGMA foreign_keys = OFF");
            return session;
        }
        return new Postgres(at.config()).owner();
    }

    private static StoreMove.MovedStore move(
            TestStores.StoreLocation from,
            TestStores.StoreLocation to,
            StoreMove.MoveListener listener) {
        return new StoreMove(
                        from.config(),
                        from.folder(),
                        to.config(),
                        to.folder(),
                        Clock.systemUTC(),
                        listener)
                .run();
    }

    private static StoreMove.MovedStore move(
            TestStores.StoreLocation from, TestStores.StoreLocation to) {
        return move(from, to, (what, rows, total) -> {});
    }

    @Test
    void tablesOfBothStores_areTheSame_andEachHasAKey() throws SQLException {
        Map<String, List<String>> sqlite = columns(TestStores.migratedPlace(StoreKind.SQLITE));
        assertThat(sqlite)
                .hasSizeGreaterThan(70)
                .containsKeys("audit", "recipients")
                .containsKeys(StoreMove.NOT_COPIED.toArray(String[]::new))
                .isEqualTo(columns(TestStores.migratedPlace(StoreKind.POSTGRESQL)));
    }

    private static Map<String, List<String>> columns(TestStores.StoreLocation at)
            throws SQLException {
        Map<String, List<String>> found = new HashMap<>();
        try (StoreSession session = session(at)) {
            StoreTables.of(session)
                    .forEach((name, table) -> {
                        assertThat(table.key()).as("the key of %s", name).isNotEmpty();
                        found.put(
                                name,
                                table.columns().stream()
                                        .map(column -> column.name() + " " + column.kind())
                                        .sorted()
                                        .toList());
                    });
        }
        return found;
    }

    /** Four rows in each table: the least, the largest, the empty and the odd of each type. */
    private static Map<String, List<List<@Nullable Object>>> fill(StoreSession session) {
        Map<String, List<List<@Nullable Object>>> filled = new HashMap<>();
        for (StoreTable table : StoreTables.of(session).values()) {
            if (StoreMove.NOT_COPIED.contains(table.name())) {
                continue;
            }
            session.update("DELETE FROM \"" + table.name() + "\"");
            List<List<@Nullable Object>> rows = new ArrayList<>();
            for (int i = 0; i < ROWS; i++) {
                List<@Nullable Object> row = new ArrayList<>();
                for (StoreColumn column : table.columns()) {
                    row.add(value(column, i));
                }
                session.update(
                        "INSERT INTO \""
                                + table.name()
                                + "\" VALUES (?"
                                + ", ?".repeat(table.columns().size() - 1)
                                + ")",
                        row.toArray());
                rows.add(row);
            }
            filled.put(table.name(), rows);
        }
        return filled;
    }

    private static @Nullable Object value(StoreColumn column, int row) {
        if (row == 0 && !column.required() && column.key() == 0) {
            return null;
        }
        return switch (column.kind()) {
            // in PostgreSQL two bytes for some: only the migrations know which
            case NUMBER ->
                    column.key() > 0 || !BIG.contains(column.name())
                            ? (Object) List.of(-32768L, 0L, 1L, 32767L).get(row)
                            : List.of(Long.MIN_VALUE, -1L, 1L << 40, Long.MAX_VALUE).get(row);
            case TEXT ->
                    column.key() > 0
                            ? TEXTS.get(row).substring(0, Math.min(100, TEXTS.get(row).length()))
                                    + row
                            : TEXTS.get(row);
            case BYTES -> bytes(row);
        };
    }

    private static final List<String> BIG =
            List.of("created_at", "at", "accepted_at", "due_at", "updated_at", "ended_at", "value");

    private static byte[] bytes(int row) {
        byte[] all = new byte[row == 3 ? 3_000_000 : row * 256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        return all;
    }

    /** What stands in each of the tables, read by one opening of the store for all of them. */
    private static Map<String, List<List<@Nullable Object>>> rows(
            TestStores.StoreLocation at, Map<String, StoreTable> tables) throws SQLException {
        Map<String, List<List<@Nullable Object>>> found = new HashMap<>();
        try (MoveSide side = MoveSide.target(at.config(), at.folder())) {
            Map<String, StoreTable> own = StoreTables.of(side.session());
            for (StoreTable table : tables.values()) {
                if (StoreMove.NOT_COPIED.contains(table.name())) {
                    continue;
                }
                List<List<@Nullable Object>> rows = new ArrayList<>();
                side.reader()
                        .read(
                                TableMatch.aligned(
                                        table, Objects.requireNonNull(own.get(table.name()))),
                                List.of(),
                                Long.MAX_VALUE,
                                row -> rows.add(values(row)));
                found.put(table.name(), rows);
            }
        }
        return found;
    }

    private static List<@Nullable Object> values(CopiedRow row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < row.columns().size(); i++) {
            values.add(
                    row.isNull(i)
                            ? null
                            : row.isNumber(i) ? (Object) row.number(i) : shown(row.bytes(i)));
        }
        return values;
    }

    private static String shown(byte[] bytes) {
        return bytes.length + ":" + Arrays.hashCode(bytes);
    }

    private static List<@Nullable Object> shown(List<@Nullable Object> row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Object value : row) {
            values.add(
                    value instanceof String text
                            ? shown(text.getBytes(StandardCharsets.UTF_8))
                            : value instanceof byte[] bytes ? shown(bytes) : value);
        }
        return values;
    }

    /** Constraints would refuse rows that no program writes, and a move does not rely on them. */
    private static void dropConstraints(TestStores.StoreLocation at) throws SQLException {
        try (StoreSession session = session(at)) {
            List<String> drops =
                    session.query(
                            "SELECT 'ALTER TABLE ' || CAST(conrelid AS regclass) || ' DROP CONSTRAINT \"' || conname || '\"'"
                                    + " FROM pg_constraint WHERE contype IN ('c', 'f')"
                                    + " AND connamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())",
                            row -> row.text(1));
            for (String drop : drops) {
                session.execute(drop);
            }
        }
    }

    @Test
    void everyValueOfEveryTable_arrivesInPostgreSql_andBack() throws SQLException {
        TestStores.StoreLocation file = TestStores.migratedPlace(StoreKind.SQLITE);
        TestStores.StoreLocation postgres = TestStores.migratedPlace(StoreKind.POSTGRESQL);
        TestStores.StoreLocation back = TestStores.place(StoreKind.SQLITE);
        dropConstraints(postgres);
        Map<String, List<List<@Nullable Object>>> filled;
        Map<String, StoreTable> tables;
        try (StoreSession session = session(file)) {
            filled = fill(session);
            tables = StoreTables.of(session);
        }

        StoreMove.MovedStore moved = move(file, postgres);
        StoreMove.MovedStore again = move(postgres, back);

        assertThat(moved.rows()).isEqualTo(again.rows()).hasSize(filled.size());
        assertThat(moved.rows().values()).containsOnly((long) ROWS);
        for (TestStores.StoreLocation at : List.of(postgres, back)) {
            Map<String, List<List<@Nullable Object>>> arrived = rows(at, tables);
            filled.forEach((table, rows) ->
                    assertThat(arrived.get(table))
                            .as("%s in %s", table, at.config().place())
                            .containsExactlyInAnyOrderElementsOf(
                                    rows.stream().map(StoreMoveTest::shown).toList()));
        }
        try (StoreSession source = session(file);
                StoreSession target = session(back)) {
            assertThat(indexes(target)).isEqualTo(indexes(source));
            assertThat(StoreTables.of(target)).isEqualTo(StoreTables.of(source));
        }
    }

    private static List<String> indexes(StoreSession session) {
        return session.query(
                "SELECT name FROM sqlite_master WHERE type = 'index' ORDER BY name",
                row -> row.text(1));
    }

    /** A store with enough rows for some steps. */
    private static TestStores.StoreLocation large(int rows) throws SQLException {
        TestStores.StoreLocation file = TestStores.migratedPlace(StoreKind.SQLITE);
        try (StoreSession session = session(file)) {
            session.execute(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                            + rows
                            + ") INSERT INTO ledger (account_id, accepted, delivered, bounced, expired, purged)"
                            + " SELECT i, 1, 1, 0, 0, 0 FROM n");
        }
        return file;
    }

    @Test
    void interruptedMove_resumes_andTheTargetIsUnusableBefore() throws SQLException {
        TestStores.StoreLocation file = large(160_000);
        TestStores.StoreLocation postgres = TestStores.placeInOwnDatabase();
        AtomicInteger told = new AtomicInteger();
        assertThatThrownBy(() ->
                        move(
                                file,
                                postgres,
                                (what, rows, total) -> {
                                    // that many are committed: a report within a step may come
                                    // before its end
                                    if (rows > 100_000) {
                                        told.incrementAndGet();
                                        throw new IllegalStateException("killed");
                                    }
                                }))
                .hasMessage("killed");
        assertThatThrownBy(() -> postgres.open().close())
                .isInstanceOf(StartException.class)
                .hasMessageContaining("has not ended");

        StoreMove.MovedStore moved = move(file, postgres);

        assertThat(moved.rows()).containsEntry("ledger", 160_000L);
        assertThat(moved.copied()).isLessThanOrEqualTo(61_000);
        try (Database database = postgres.open()) {
            assertThat(database.<Long>read(tx -> tx.number("SELECT sum(account_id) FROM ledger")))
                    .isEqualTo(160_000L * 160_001 / 2);
        }
    }

    @Test
    void lostConnection_isReopened() throws SQLException {
        TestStores.StoreLocation file = large(160_000);
        TestStores.StoreLocation postgres = TestStores.placeInOwnDatabase();
        AtomicInteger cuts = new AtomicInteger();
        StoreMove.MovedStore moved =
                move(
                        file,
                        postgres,
                        (what, rows, total) -> {
                            if (rows > 60_000
                                    && what.equals("ledger")
                                    && cuts.getAndIncrement() == 0) {
                                TestStores.cutConnections(postgres.config());
                            }
                        });
        assertThat(cuts.get()).isPositive();
        assertThat(moved.rows()).containsEntry("ledger", 160_000L);
    }

    @Test
    void changedSource_orAnotherTarget_isRefused() throws SQLException {
        TestStores.StoreLocation file = large(60_000);
        TestStores.StoreLocation postgres = TestStores.placeInOwnDatabase();
        assertThatThrownBy(() ->
                        move(
                                file,
                                postgres,
                                (what, rows, total) -> {
                                    throw new IllegalStateException("killed");
                                }))
                .hasMessage("killed");
        try (Database database = file.open()) {
            database.write(tx -> tx.nextId("messages"));
        }
        assertThatThrownBy(() -> move(file, postgres))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("has changed since");
    }
}
