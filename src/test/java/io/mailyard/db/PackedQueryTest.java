package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.StoreKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A packed query returns what the plain one does. */
final class PackedQueryTest {
    private static final String REST = "FROM things WHERE id >= ? ORDER BY name, id LIMIT ?";
    private static final List<String> COLUMNS =
            List.of(
                    "name",
                    "id",
                    "CASE WHEN id > 3 THEN 1 ELSE 0 END",
                    "name",
                    "CASE WHEN id > 2 THEN name END",
                    "CASE WHEN id < 5 THEN id END",
                    "nullif('', '')");
    private static final PackedQuery QUERY = new PackedQuery(COLUMNS, REST);
    private static final List<String> NAMES =
            List.of(
                    "",
                    " ",
                    "plain",
                    "two\nlines\t\"quoted\" \\ 'single'",
                    "\u0001\u001f\u007f",
                    "ünï — Привет",
                    "\uD83D\uDCEC mail",
                    "",
                    "x".repeat(20_000));

    @ParameterizedTest
    @EnumSource
    void rows_equalThoseOfThePlainQuery_inOrder(StoreKind kind) {
        try (Database db = Things.open(kind)) {
            assertThat(rows(db, 0, 10)).isEmpty();
            db.write(tx -> {
                for (int i = 0; i < NAMES.size(); i++) {
                    Things.add(tx, i == 7 ? Long.MAX_VALUE : i, NAMES.get(i));
                }
                return true;
            });
            for (long from = 0; from <= NAMES.size(); from++) {
                for (int limit = 0; limit <= NAMES.size(); limit++) {
                    assertThat(rows(db, from, limit)).isEqualTo(plain(db, from, limit));
                }
            }
        }
    }

    private static List<List<@Nullable Object>> rows(Database db, long from, int limit) {
        return db.readOne(tx -> QUERY.query(tx, PackedQueryTest::cells, from, limit));
    }

    private static List<List<@Nullable Object>> plain(Database db, long from, int limit) {
        String sql = "SELECT " + String.join(", ", COLUMNS) + " " + REST;
        return db.readOne(tx -> tx.query(sql, PackedQueryTest::cells, from, limit));
    }

    private static List<@Nullable Object> cells(Row row) {
        List<@Nullable Object> cells = new ArrayList<>();
        cells.add(row.text(1));
        cells.add(row.number(2));
        cells.add(row.flag(3));
        cells.add(row.text(4));
        cells.add(row.time(3));
        cells.add(row.textOrNull(5));
        cells.add(row.numberOrNull(6));
        cells.add(row.timeOrNull(6));
        cells.add(row.textOrNull(7));
        return cells;
    }
}
