package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.StoreKind;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link InClause} promises for lists of every length. */
class InClauseTest {
    /** Both sides of each padded length, of one statement and of two. */
    private static final List<Integer> LENGTHS =
            List.of(0, 1, 2, 4, 5, 16, 17, 64, 65, 255, 256, 257, 512, 513);

    @ParameterizedTest
    @EnumSource
    void query_findsEveryValueOnce_andUpdateCountsThem(StoreKind kind) {
        try (Database db = Things.open(kind)) {
            db.write(tx -> {
                LongStream.rangeClosed(1, 600).forEach(id -> Things.add(tx, id, "thing " + id));
                return true;
            });
            for (int length : LENGTHS) {
                List<Long> ids = LongStream.rangeClosed(11, 10L + length).boxed().toList();
                List<Long> wanted = ids.stream().filter(id -> id >= 12).toList();

                List<Long> found =
                        db.read(tx ->
                                InClause.query(
                                        tx,
                                        "SELECT id FROM things WHERE id >= ? AND id IN {list}",
                                        ids,
                                        row -> row.number("id"),
                                        12L));
                int changed =
                        db.write(tx ->
                                InClause.update(
                                        tx,
                                        "UPDATE things SET name = ? WHERE id >= 12 AND id IN {list}",
                                        ids,
                                        "of " + length));

                assertThat(found)
                        .as("%d values", length)
                        .containsExactlyInAnyOrderElementsOf(wanted);
                assertThat(changed).as("%d values", length).isEqualTo(wanted.size());
            }
        }
    }

    @Test
    void lists_haveFewLengths() {
        assertThat(LongStream.rangeClosed(1, 256).map(n -> InClause.size((int) n)).distinct())
                .containsExactly(1L, 4L, 16L, 64L, 256L);
        assertThat(InClause.parts(LENGTHS)).containsExactly(LENGTHS);
        assertThat(InClause.list(3)).isEqualTo("(?, ?, ?, ?)");
        assertThat(InClause.args(List.of(5L, 6L), "first"))
                .containsExactly("first", 5L, 6L, 6L, 6L);
    }
}
