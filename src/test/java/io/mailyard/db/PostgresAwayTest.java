package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.StartException;
import io.mailyard.testing.TestStores;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A PostgreSQL that goes away and comes back. */
final class PostgresAwayTest {
    @Test
    void brokenConnections_areReplaced() throws Exception {
        TestStores.StoreLocation location = TestStores.placeInOwnDatabase();
        try (Database db = location.open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Things.create(db);
            AtomicBoolean enough = new AtomicBoolean();
            AtomicLong stored = new AtomicLong();
            AtomicLong unsure = new AtomicLong();
            Future<?> writing =
                    threads.submit(() -> {
                        boolean known = true;
                        while (!enough.get()) {
                            known = writeOne(db, known, stored, unsure);
                        }
                    });
            for (int i = 0; i < 10; i++) {
                Thread.sleep(50);
                TestStores.cutConnections(location.config());
            }
            enough.set(true);
            writing.get();
            assertThat(stored.get()).isPositive();
            long found = Things.names(db).size();
            assertThat(found).isBetween(stored.get(), stored.get() + unsure.get());
        }
    }

    /**
     * What was cut while it committed may be stored or not. The writes after it are tried once,
     * until one is stored: such a one is cut and surely not stored. All else succeeds by
     * repetition.
     *
     * @param known whether the last write was stored
     * @return whether this one was
     */
    private static boolean writeOne(
            Database db, boolean known, AtomicLong stored, AtomicLong unsure) {
        try {
            db.write(tx -> Things.add(tx, tx.nextId("thing"), "thing"));
            stored.incrementAndGet();
            return true;
        } catch (StoreAwayException e) {
            assertThat(e.maybeStored() || !known).as("of which no repetition was tried").isTrue();
            unsure.addAndGet(e.maybeStored() ? 1 : 0);
            return false;
        }
    }

    @Test
    void unreachableStore_failsClearlyAndIsFoundAgain() {
        TestStores.StoreLocation location = TestStores.placeInOwnDatabase();
        try (Database db = location.open()) {
            Things.create(db);
            assertThat(db.healthy()).isTrue();
            TestStores.allowConnections(location.config(), false);
            TestStores.cutConnections(location.config());
            assertThatThrownBy(() -> db.write(tx -> Things.add(tx, 1, "lost")))
                    .isInstanceOf(StoreAwayException.class)
                    .satisfies(e -> assertThat(((StoreAwayException) e).maybeStored()).isFalse());
            assertThat(db.healthy()).isFalse();
            TestStores.allowConnections(location.config(), true);
            db.write(tx -> Things.add(tx, 1, "kept"));
            assertThat(Things.names(db)).containsExactly("kept");
            assertThat(db.healthy()).isTrue();
        }
    }

    @Test
    void startWithoutPostgres_namesTheAddress() {
        StoreConfig nobody = StoreConfig.at("postgresql://someone:secret@127.0.0.1:1/mail");
        assertThatThrownBy(
                        () -> new TestStores.StoreLocation(nobody, TestStores.newFolder()).open())
                .isInstanceOf(StartException.class)
                .hasMessageContaining("postgresql://127.0.0.1:1/mail")
                .hasMessageNotContaining("secret");
    }

    @Test
    void config_acceptsBothFormsOfUrlAndHidesThePassword() {
        PostgresUrl url =
                PostgresUrl.parse("postgresql://me:p%40ss+%2F@db1:5432,db2/mail?sslmode=require");
        assertThat(url.user()).isEqualTo("me");
        assertThat(url.password()).isEqualTo("p@ss+/");
        assertThat(url.jdbc()).isEqualTo("jdbc:postgresql://db1:5432,db2/mail?sslmode=require");
        PostgresUrl driver =
                PostgresUrl.parse("jdbc:postgresql://[::1]:5/mail?user=a&password=b&sslmode=no");
        assertThat(driver.user() + driver.password()).isEqualTo("ab");
        assertThat(driver.jdbc()).isEqualTo("jdbc:postgresql://[::1]:5/mail?sslmode=no");
        assertThat(StoreConfig.at("postgresql://me:secret@h/db?password=secret").toString())
                .doesNotContain("secret");
        assertThatThrownBy(() -> StoreConfig.at("mysql://me:secret@h/db"))
                .isInstanceOf(StartException.class)
                .hasMessageNotContaining("secret");
    }
}
