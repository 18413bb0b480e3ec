package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.StartException;
import io.mailyard.testing.MovingAddress;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestStores;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * A program two releases newer over one PostgreSQL, and a start before the PostgreSQL; {@link
 * RollingSchemaTest} has releases in a row.
 */
class VersionsTest {
    private static final Migration NEXT =
            Migration.of(
                    "9999-next.sql",
                    "CREATE TABLE next_thing (id bigint PRIMARY KEY) ${strict};\n");

    private final TestStores.StoreLocation place = TestStores.place(StoreKind.POSTGRESQL);

    private Database newer(StoreConfig config) {
        return Stores.open(
                config,
                place.folder(),
                Clock.systemUTC(),
                new Migrations(Migrations.shipped().and(NEXT).those(_ -> true)));
    }

    @Test
    void aNewerProgram_changesNoSchemaUnderAServerThatCannotGoOn() {
        try (Database older = place.open();
                ServerPresence presence = ServerPresence.of(older).start()) {
            assertThat(presence).isNotNull();
            assertThatThrownBy(() -> newer(place.config()))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("a server of version")
                    .hasMessageContaining("--force");
            older.write(tx -> tx.nextId("thing"));
            // a server of the same version is no reason to wait
            place.open().close();
        }
        // it has gone: its row went with it
        newer(place.config()).close();
    }

    @Test
    void olderVersion_stopsWritingOnceTheSchemaIsNewer() {
        try (Database older = place.open();
                ServerPresence presence = ServerPresence.of(older).start()) {
            assertThat(presence).isNotNull();
            assertThat(older.healthy()).isTrue();
            try (Database newer = newer(place.config().forced())) {
                assertThatThrownBy(() -> older.write(tx -> tx.nextId("thing")))
                        .isInstanceOf(StoreAwayException.class)
                        .hasMessageContaining("writes no more");
                assertThat(older.healthy()).isFalse();
                assertThat(older.<Long>read(tx -> tx.number("SELECT count(*) FROM sequences")))
                        .isPositive();
                newer.write(tx -> tx.nextId("thing"));
                assertThat(newer.healthy()).isTrue();
            }
        }
    }

    @Test
    void earlierVersion_isRecognisedByItsNodes() {
        try (Database older = place.open()) {
            older.write(tx -> {
                tx.update("DROP TABLE server_processes");
                return tx.update(
                        "INSERT INTO node_sessions (id, node_id, slot, instance, started_at,"
                                + " last_seen_at, lease_until, revision, running, problems)"
                                + " VALUES (1, 1, '', 'i', 1, ?, 1, 1, 1, '')",
                        Clock.systemUTC().instant());
            });
            assertThatThrownBy(() -> newer(place.config()))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("a node of another server");
            older.write(tx -> tx.update("UPDATE node_sessions SET last_seen_at = 1"));
        }
        newer(place.config()).close();
    }

    @Test
    void start_waitsForPostgres() throws Exception {
        URI uri = URI.create(place.config().url());
        try (MovingAddress address = MovingAddress.to(1);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String url =
                    place.config()
                            .url()
                            .replace(
                                    uri.getHost() + ":" + uri.getPort(),
                                    "127.0.0.1:" + address.port());
            StoreConfig waits =
                    new StoreConfig(
                            url,
                            "",
                            "",
                            2,
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(60),
                            false,
                            false);
            Future<Database> opened =
                    threads.submit(() -> Stores.open(waits, place.folder(), Clock.systemUTC()));
            Thread.sleep(300);
            assertThat(opened.isDone()).isFalse();
            address.move(uri.getPort());
            try (Database db = opened.get()) {
                assertThat(db.healthy()).isTrue();
            }
        }
    }

    @Test
    void wrongPassword_failsAtOnce() {
        StoreConfig config = place.config();
        StoreConfig wrong =
                new StoreConfig(
                        config.url().replaceAll("/[^/?]+\\?", "/no_such_database?"),
                        "",
                        "",
                        2,
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(10),
                        false,
                        false);
        assertThatThrownBy(() -> Stores.open(wrong, place.folder(), Clock.systemUTC()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("no_such_database");
    }
}
