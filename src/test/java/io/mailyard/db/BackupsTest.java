package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.StartException;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class BackupsTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

    private final TestStores.StoreLocation place = TestStores.migratedPlace(StoreKind.SQLITE);
    private final Path target = TestStores.newFolder().resolve("backup.db");

    private void backup() {
        Backups.backup(place.config(), place.folder(), target);
    }

    private Backups.RestoredStore restore() {
        return Backups.restore(target, place.folder(), CLOCK);
    }

    @Test
    void backup_duringWritesIsAConsistentSnapshot() throws Exception {
        try (Database db = place.open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Things.create(db);
            AtomicBoolean enough = new AtomicBoolean();
            Future<?> writing =
                    threads.submit(() -> {
                        while (!enough.get()) {
                            db.write(tx -> Things.add(tx, tx.nextId("thing"), "thing"));
                        }
                    });
            while (Things.names(db).size() < 100) {
                Thread.sleep(5);
            }
            backup();
            int after = Things.names(db).size();
            enough.set(true);
            writing.get();
            TestStores.StoreLocation copy = restoredElsewhere();
            try (Database other = copy.open()) {
                long rows = Things.names(other).size();
                assertThat(rows).isBetween(100L, (long) after);
                // what was written together is there together
                assertThat(other.<Long>write(tx -> tx.nextId("thing"))).isEqualTo(rows + 1);
            }
        }
    }

    private TestStores.StoreLocation restoredElsewhere() {
        TestStores.StoreLocation copy = TestStores.place(StoreKind.SQLITE);
        assertThat(Backups.restore(target, copy.folder(), CLOCK).replaced()).isEmpty();
        return copy;
    }

    @Test
    void restore_restoresTheStoreAndKeepsTheReplacedOne() throws IOException {
        try (Database db = place.open()) {
            Things.create(db);
            db.write(tx -> Things.add(tx, 1, "before"));
            backup();
            db.write(tx -> Things.add(tx, 2, "after"));
        }
        Backups.RestoredStore restored = restore();
        try (Database db = place.open()) {
            assertThat(Things.names(db)).containsExactly("before");
        }
        Path kept = restored.replaced().orElseThrow();
        assertThat(kept.getFileName()).hasToString("mailyard.db.replaced-20260102T030405Z");
        Files.copy(
                kept, Files.createDirectory(place.folder().resolve("old")).resolve("mailyard.db"));
        try (Database old =
                new TestStores.StoreLocation(place.config(), place.folder().resolve("old"))
                        .open()) {
            assertThat(Things.names(old)).containsExactly("before", "after");
        }
        assertThat(restore().replaced().orElseThrow().getFileName())
                .hasToString("mailyard.db.replaced-20260102T030405Z-2");
    }

    @Test
    void restore_overADamagedStoreKeepsItWithItsLog() throws IOException {
        try (Database db = place.open()) {
            Things.create(db);
            backup();
        }
        Path store = place.folder().resolve(SqliteFile.NAME);
        Files.writeString(store, "broken".repeat(1000));
        Files.writeString(place.folder().resolve(SqliteFile.NAME + "-wal"), "log");
        Path kept = restore().replaced().orElseThrow();
        assertThat(kept).hasContent("broken".repeat(1000));
        assertThat(kept.resolveSibling(kept.getFileName() + "-wal")).hasContent("log");
        try (Database db = place.open()) {
            assertThat(Things.names(db)).isEmpty();
        }
    }

    @Test
    void backup_neverOverwrites() throws IOException {
        place.open().close();
        Files.writeString(target, "mine");
        assertThatThrownBy(this::backup)
                .isInstanceOf(StartException.class)
                .hasMessageContaining("already exists");
        assertThat(target).hasContent("mine");
    }

    @Test
    void backup_ofAMissingStoreIsRefusedAndLeavesNoFile() {
        TestStores.StoreLocation none = TestStores.place(StoreKind.SQLITE);
        assertThatThrownBy(() -> Backups.backup(none.config(), none.folder(), target))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("there is no store");
        assertThat(target).doesNotExist();
        StoreConfig elsewhere = StoreConfig.at("postgresql://me:secret@h/db");
        assertThatThrownBy(() -> Backups.backup(elsewhere, place.folder(), target))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("pg_dump");
    }

    @Test
    void restore_isRefusedWhileAServerUsesTheFolder() {
        place.open().close();
        backup();
        try (DataFolder folder = DataFolder.open(place.folder())) {
            assertThat(folder.path()).isNotNull();
            assertThatThrownBy(this::restore)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void restore_refusesIncompleteBackupsAndChangesNothing() throws IOException {
        try (Database db = place.open()) {
            Things.create(db);
            db.write(tx -> Things.add(tx, 1, "x".repeat(20_000)));
            backup();
        }
        byte[] whole = Files.readAllBytes(target);
        byte[] store = Files.readAllBytes(place.folder().resolve(SqliteFile.NAME));
        for (byte[] content : List.of(new byte[0], new byte[5000], cut(whole), flipped(whole))) {
            Files.write(target, content);
            assertThatThrownBy(this::restore).isInstanceOf(StartException.class);
            try (Stream<Path> files = Files.list(place.folder())) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrder("lock", SqliteFile.NAME);
            }
            assertThat(Files.readAllBytes(place.folder().resolve(SqliteFile.NAME)))
                    .isEqualTo(store);
        }
    }

    private static byte[] cut(byte[] whole) {
        return Arrays.copyOf(whole, whole.length - 4096);
    }

    /** The first page with rows of a table is overwritten. */
    private static byte[] flipped(byte[] whole) {
        byte[] damaged = whole.clone();
        Arrays.fill(damaged, 4096, 4096 + 64, (byte) 0xff);
        return damaged;
    }

    @Test
    void restore_refusesANewerSchema() {
        Migration newer =
                Migration.of(
                        "9999-newer.sql",
                        Migration.MigrationPhase.CONTRACT,
                        "CREATE TABLE newer (id bigint) ${strict};");
        Migrations with = Migrations.shipped().and(newer);
        Stores.open(place.config(), place.folder(), CLOCK, with).close();
        try (StoreSession session =
                new SqliteFile(place.folder().resolve(SqliteFile.NAME)).plain()) {
            assertThat(new SchemaUpgrade(with, session, CLOCK, false, false).contract())
                    .contains(newer);
            session.execute("VACUUM INTO '" + target + "'");
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
        assertThatThrownBy(this::restore)
                .isInstanceOf(StartException.class)
                .hasMessageContaining("start the newer program");
    }
}
