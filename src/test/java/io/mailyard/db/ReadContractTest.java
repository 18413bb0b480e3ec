package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestStores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link Database#read}, {@link Database#readOne} and {@link Row} promise. */
final class ReadContractTest {
    /** Of a pool of one, with those beside it. */
    private static final int CONNECTIONS = 1 + StoreConfig.RESERVE;

    private static final String COUNT = "SELECT count(*) FROM things";

    @ParameterizedTest
    @EnumSource
    void read_seesOneSnapshot(StoreKind kind) {
        try (Database db = Things.open(kind)) {
            db.read(tx -> {
                assertThat(tx.number(COUNT)).isZero();
                write(db, 1);
                assertThat(tx.number(COUNT)).isZero();
                return true;
            });
            assertThat(db.<Long>read(tx -> tx.number(COUNT))).isEqualTo(1);
        }
    }

    /** Another thread's write, as a real one is. */
    private static void write(Database db, long id) {
        Thread thread = Thread.ofVirtual().start(() -> db.write(tx -> Things.add(tx, id, "thing")));
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void readOne_hasOneStatement(StoreKind kind) {
        try (Database db = Things.open(kind)) {
            assertThat(db.<Long>readOne(tx -> tx.number(COUNT))).isZero();
            assertThatThrownBy(() -> db.readOne(tx -> tx.number(COUNT) + tx.number(COUNT)))
                    .isInstanceOf(IllegalStateException.class);
            write(db, 1);
            assertThat(db.<Long>readOne(tx -> tx.number(COUNT))).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void read_changesNothing(StoreKind kind) {
        try (Database db = Things.open(kind)) {
            assertThatThrownBy(() -> db.read(tx -> Things.add(tx, 1, "one")))
                    .isInstanceOf(IllegalStateException.class);
            String insert = "INSERT INTO things (id, name) VALUES (1, 'one') RETURNING id";
            assertThatThrownBy(() -> db.read(tx -> tx.number(insert)))
                    .isInstanceOf(RuntimeException.class);
            assertThatThrownBy(() -> db.readOne(tx -> tx.number(insert)))
                    .isInstanceOf(RuntimeException.class);
            assertThat(Things.names(db)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void failedRead_leavesTheConnectionUsable(StoreKind kind) {
        TestStores.StoreLocation location = TestStores.migratedPlace(kind);
        StoreConfig config =
                new StoreConfig(location.config().url(), "", "", 1, Duration.ofMillis(500));
        try (Database db = new TestStores.StoreLocation(config, location.folder()).open()) {
            for (int i = 0; i < 2 * CONNECTIONS; i++) {
                assertThatThrownBy(() -> db.read(tx -> tx.number("SELECT nothing FROM nowhere")))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("nowhere");
                assertThatThrownBy(() -> db.readOne(tx -> tx.number("SELECT nothing FROM nowhere")))
                        .isInstanceOf(StoreException.class);
            }
            assertThat(db.<Long>read(tx -> tx.number("SELECT 1"))).isEqualTo(1);
            assertThat(db.<Long>readOne(tx -> tx.number("SELECT 1"))).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void read_waitsForAConnectionUpToItsLimit(StoreKind kind) throws Exception {
        TestStores.StoreLocation location = TestStores.migratedPlace(kind);
        StoreConfig config =
                new StoreConfig(location.config().url(), "", "", 1, Duration.ofMillis(100));
        try (Database db = new TestStores.StoreLocation(config, location.folder()).open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch reading = new CountDownLatch(CONNECTIONS);
            CountDownLatch enough = new CountDownLatch(1);
            List<Future<?>> slow = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                slow.add(
                        threads.submit(() ->
                                db.read(tx -> {
                                    reading.countDown();
                                    return awaited(enough);
                                })));
            }
            assertThat(reading.await(20, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> db.read(tx -> tx.number("SELECT 1")))
                    .isInstanceOf(StoreBusyException.class);
            enough.countDown();
            for (Future<?> read : slow) {
                read.get();
            }
            assertThat(db.<Long>read(tx -> tx.number("SELECT 1"))).isEqualTo(1);
        }
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private enum Colour {
        DARK_RED
    }

    @ParameterizedTest
    @EnumSource
    void values_areReadAsStored(StoreKind kind) {
        try (Database db = Things.open(kind)) {
            Instant time = Instant.ofEpochMilli(1_763_000_000_123L);
            db.write(tx -> {
                tx.update(
                        "CREATE TABLE kinds (n bigint, t text, b "
                                + (kind == StoreKind.SQLITE ? "blob" : "bytea")
                                + ", f smallint, m bigint, e text)");
                String insert = "INSERT INTO kinds VALUES (?, ?, ?, ?, ?, ?)";
                byte[] bytes = {0, 1, -1};
                tx.update(insert, Long.MIN_VALUE, "Grüße 𝄞", bytes, true, time, Colour.DARK_RED);
                List<@Nullable Object[]> rows = new ArrayList<>();
                rows.add(new @Nullable Object[] {null, null, null, null, null, null});
                tx.updateAll(insert, rows);
                return true;
            });
            db.read(tx ->
                    tx.one(
                            "SELECT n, t, b, f, m, e FROM kinds WHERE n IS NOT NULL",
                            row -> {
                                assertThat(row.number(1)).isEqualTo(Long.MIN_VALUE);
                                assertThat(row.text(2)).isEqualTo("Grüße 𝄞");
                                assertThat(row.bytes(3)).containsExactly(0, 1, -1);
                                assertThat(row.flag(4)).isTrue();
                                assertThat(row.time(5)).isEqualTo(time);
                                assertThat(row.text(6)).isEqualTo("dark_red");
                                return true;
                            }));
            db.read(tx ->
                    tx.one(
                            "SELECT n, t, m FROM kinds WHERE n IS NULL",
                            row -> {
                                assertThat(row.numberOrNull(1)).isNull();
                                assertThat(row.textOrNull(2)).isNull();
                                assertThat(row.timeOrNull(3)).isNull();
                                assertThatThrownBy(() -> row.number(1))
                                        .hasMessage("column 1 is NULL");
                                assertThatThrownBy(() -> row.text(2))
                                        .hasMessage("column 2 is NULL");
                                return true;
                            }));
        }
    }

    @ParameterizedTest
    @EnumSource
    void textWithNul_isRefusedByBoth(StoreKind kind) {
        try (Database db = Things.open(kind)) {
            assertThatThrownBy(() -> db.write(tx -> Things.add(tx, 1, "a\0b")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void rowMapper_mayRunItsOwnStatement(StoreKind kind) {
        try (Database db = Things.open(kind)) {
            String all = "SELECT id FROM things ORDER BY id";
            long pairs =
                    db.write(tx -> {
                        Things.add(tx, 1, "one");
                        Things.add(tx, 2, "two");
                        return tx
                                .query(all, outer -> tx.query(all, row -> row.number(1)).size())
                                .stream()
                                .mapToLong(size -> size)
                                .sum();
                    });
            assertThat(pairs).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void columns_areFoundByNameInWhateverOrderTheyAreRead(StoreKind kind) {
        String sql = "SELECT 1 AS a, 2 AS b, 3 AS c UNION ALL SELECT 4, 5, 6 ORDER BY 1";
        List<List<String>> orders =
                List.of(
                        List.of("a", "b", "c"),
                        List.of("c", "a"),
                        List.of("b", "b", "a", "c", "a"),
                        List.of("C", "c", "B"));
        try (Database db = Things.open(kind)) {
            for (List<String> order : orders) {
                List<List<Long>> rows =
                        db.read(tx ->
                                tx.query(sql, row -> order.stream().map(row::number).toList()));
                assertThat(rows).containsExactly(numbers(order, 1), numbers(order, 4));
                assertThat(db.<List<Long>>read(tx -> tx.query(sql, row -> row.number("b"))))
                        .containsExactly(2L, 5L);
            }
            assertThatThrownBy(() -> db.read(tx -> tx.query(sql, row -> row.number("d"))))
                    .isInstanceOf(StoreException.class);
        }
    }

    private static List<Long> numbers(List<String> order, long first) {
        return order.stream()
                .map(name -> first + Character.toLowerCase(name.charAt(0)) - 'a')
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void one_refusesASecondRow(StoreKind kind) {
        try (Database db = Things.open(kind)) {
            write(db, 1);
            write(db, 2);
            assertThatThrownBy(
                            () -> db.read(tx -> tx.one("SELECT id FROM things", r -> r.number(1))))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void like_isCaseSensitive(StoreKind kind) {
        try (Database db = Things.open(kind)) {
            db.write(tx -> Things.add(tx, 1, "One"));
            String count = "SELECT count(*) FROM things WHERE name LIKE ?";
            assertThat(db.<Long>read(tx -> tx.number(count, "O%"))).isEqualTo(1);
            assertThat(db.<Long>read(tx -> tx.number(count, "o%"))).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void store_isHealthyUntilItIsClosed(StoreKind kind) {
        Database db = Things.open(kind);
        assertThat(db.healthy()).isTrue();
        db.close();
        assertThat(db.healthy()).isFalse();
        assertThatThrownBy(() -> db.write(tx -> 1)).isInstanceOf(StoreBusyException.class);
        assertThatThrownBy(() -> db.read(tx -> 1)).isInstanceOf(StoreBusyException.class);
    }
}
