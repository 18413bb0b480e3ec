package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.StartException;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestStores;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class MigrationsTest {
    private static final Migration START =
            Migration.of(
                    "0001-start.sql",
                    """
                    -- a comment; with a semicolon
                    CREATE TABLE sequences (name text PRIMARY KEY, value bigint) ${clustered};
                    CREATE TABLE write_lock (id bigint PRIMARY KEY, taken smallint) ${strict};
                    INSERT INTO write_lock (id) VALUES (1);
                    """);
    private static final Migration SECOND =
            Migration.of(
                    "0002-more.sql",
                    "CREATE TABLE more (id bigint PRIMARY KEY, data bytea) ${strict};\n");

    private static Database open(TestStores.StoreLocation location, Migration... migrations) {
        return Stores.open(
                location.config(),
                location.folder(),
                Clock.systemUTC(),
                new Migrations(List.of(migrations)));
    }

    @ParameterizedTest
    @EnumSource
    void start_appliesMissingMigrations(StoreKind kind) {
        TestStores.StoreLocation location = TestStores.place(kind);
        open(location, START).close();
        try (Database db = open(location, START, SECOND)) {
            assertThat(db.<Long>read(tx -> tx.number("SELECT count(*) FROM more"))).isZero();
            String versions = "SELECT version FROM schema_versions ORDER BY version";
            List<Long> applied = db.read(tx -> tx.query(versions, row -> row.number(1)));
            assertThat(applied).containsExactly(1L, 2L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void start_refusesANewerSchema(StoreKind kind) {
        TestStores.StoreLocation location = TestStores.place(kind);
        open(location, START, SECOND).close();
        assertThatThrownBy(() -> open(location, START))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "the store's schema is version 2, this program knows up to 1: start the"
                                + " newer program");
    }

    @ParameterizedTest
    @EnumSource
    void start_refusesAModifiedMigration(StoreKind kind) {
        TestStores.StoreLocation location = TestStores.place(kind);
        open(location, START, SECOND).close();
        Migration changed =
                Migration.of("0002-more.sql", "CREATE TABLE other (id text) ${strict};");
        assertThatThrownBy(() -> open(location, START, changed))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("version 2");
    }

    @ParameterizedTest
    @EnumSource
    void failedMigration_isRolledBack(StoreKind kind) {
        TestStores.StoreLocation location = TestStores.place(kind);
        Migration broken =
                Migration.of(
                        "0002-broken.sql",
                        "CREATE TABLE more (id bigint PRIMARY KEY) ${strict};\nDROP TABLE nowhere;");
        assertThatThrownBy(() -> open(location, START, broken))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("nowhere");
        open(location, START, SECOND).close();
    }

    @ParameterizedTest
    @EnumSource
    void concurrentStarts_applyEachMigrationOnce(StoreKind kind) throws Exception {
        TestStores.StoreLocation location = TestStores.place(kind);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> starts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                starts.add(threads.submit(() -> open(location, START, SECOND).close()));
            }
            for (Future<?> start : starts) {
                start.get();
            }
        }
    }

    @Test
    void table_mustDeclareItsSqliteForm() {
        assertThatThrownBy(() -> Migration.of("0003-x.sql", "CREATE TABLE x (id bigint);"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
