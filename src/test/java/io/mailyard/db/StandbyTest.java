package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.StartException;
import io.mailyard.testing.Await;
import io.mailyard.testing.MovingAddress;
import io.mailyard.testing.TestStores;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An address that leads to a primary, then to a standby, then to the primary again. */
class StandbyTest {
    private static EmbeddedPostgres server(Path data) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(TestStores.newFolder().toFile())
                .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        to.resolve(from.relativize(file)),
                        StandardCopyOption.COPY_ATTRIBUTES,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Test
    void addressThatMovesToAStandby_countsAsUnreachable() throws Exception {
        Path data = TestStores.newFolder().resolve("primary");
        Path standbyData = TestStores.newFolder();
        server(data).close();
        copy(data, standbyData);
        Files.deleteIfExists(standbyData.resolve("postmaster.pid"));
        Files.createFile(standbyData.resolve("standby.signal"));
        try (EmbeddedPostgres primary = server(data);
                EmbeddedPostgres standby = server(standbyData);
                MovingAddress address = MovingAddress.to(primary.getPort())) {
            StoreConfig config =
                    StoreConfig.at(
                            "postgresql://postgres@127.0.0.1:" + address.port() + "/postgres");
            TestStores.StoreLocation location =
                    new TestStores.StoreLocation(config, TestStores.newFolder());
            try (Database db = location.open()) {
                Things.create(db);
                db.write(tx -> Things.add(tx, 1, "first"));
                assertThat(db.healthy()).isTrue();

                address.move(standby.getPort());
                assertThatThrownBy(() -> db.write(tx -> Things.add(tx, 2, "second")))
                        .isInstanceOf(StoreAwayException.class)
                        .hasMessageContaining("standby");
                assertThatThrownBy(() -> Things.names(db)).isInstanceOf(StoreAwayException.class);
                assertThat(db.healthy()).isFalse();

                address.move(primary.getPort());
                Await.until(db::healthy);
                db.write(tx -> Things.add(tx, 3, "third"));
                assertThat(Things.names(db)).containsExactly("first", "third");
            }
            address.move(standby.getPort());
            assertThatThrownBy(location::open)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("standby");
        }
    }

    @Test
    void connectionThatBecameReadOnly_isReplaced() throws Exception {
        TestStores.StoreLocation location = TestStores.placeInOwnDatabase();
        try (Database db = location.open()) {
            Things.create(db);
            db.write(tx -> {
                tx.update("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY");
                return 1;
            });
            db.write(tx -> Things.add(tx, 1, "kept"));
            assertThat(Things.names(db)).containsExactly("kept");
        }
    }
}
