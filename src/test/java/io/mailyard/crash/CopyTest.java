package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.db.Database;
import io.mailyard.db.StoreConfig;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mailyard backup} and {@code mailyard restore}. */
final class CopyTest {
    @TempDir Path folder;

    @Test
    void backupUnderLoad_restoredElsewhere_hasEverythingAcknowledgedBefore() {
        TestStores.StoreLocation location = TestServer.usedPlace(StoreKind.SQLITE);
        Storm storm = new Storm(8, System.nanoTime());
        Path copy = folder.resolve("copy.db");
        Set<String> before;
        String token;
        try (Program server = Program.serve(location)) {
            Api api = server.api(location.folder());
            token = api.token();
            storm.begin(List.of(api));
            storm.rage(200);
            storm.end();
            before = done(storm);
            storm.begin(List.of(api));
            String data = location.folder().toString();
            Program.End made = Program.run("backup", copy.toString(), "--data", data);
            storm.end();
            assertThat(made.code()).as(made.err()).isZero();
            assertThat(made.out()).startsWith(copy + ": ").contains("bytes");
            String again = refused(Program.runHere("backup", copy.toString(), "--data", data));
            assertThat(again).contains(copy + " already exists");
            String running = refused(Program.run("restore", copy.toString(), "--data", data));
            assertThat(running).contains("in use by another process");
        }
        TestStores.StoreLocation other =
                new TestStores.StoreLocation(StoreConfig.embedded(), folder.resolve("other"));
        Program.End restored =
                Program.run("restore", copy.toString(), "--data", other.folder().toString());
        assertThat(restored.code()).as(restored.err()).isZero();
        try (Program server = Program.serve(other)) {
            new Api(server.ready(), token).newAccount();
        }
        StoreImage image = StoreImage.of(other);
        assertThat(image.faults).isEmpty();
        assertThat(image.rowsOf.keySet()).containsAll(before);
        assertThat(done(storm)).as("the storm went on").hasSizeGreaterThan(before.size());
    }

    private static Set<String> done(Storm storm) {
        return storm.workers().stream()
                .flatMap(worker -> worker.done().stream())
                .collect(Collectors.toSet());
    }

    private static String refused(Program.End end) {
        assertThat(end.code()).as(end.err()).isEqualTo(1);
        assertThat(end.err()).startsWith("mailyard: ").hasLineCount(1);
        return end.err();
    }

    @Test
    void restore_keepsTheExistingStore_andRefusesOtherFiles() throws IOException {
        TestStores.StoreLocation location = TestServer.usedPlace(StoreKind.SQLITE);
        String data = location.folder().toString();
        Path copy = folder.resolve("copy.db");
        assertThat(Program.runHere("backup", copy.toString(), "--data", data).code()).isZero();
        Path noise = Files.writeString(folder.resolve("noise"), "no database ".repeat(1000));
        assertThat(refused(Program.runHere("restore", noise.toString(), "--data", data)))
                .contains(noise.getFileName() + "");
        Program.End end = Program.runHere("restore", copy.toString(), "--data", data);
        assertThat(end.code()).as(end.err()).isZero();
        assertThat(end.out()).contains("all mail is stopped", "is kept: ");
        String kept = end.out().strip();
        assertThat(Path.of(kept.substring(kept.indexOf("is kept: ") + 9))).exists();
    }

    @Test
    void backupOnAFullDisk_leavesNothing() throws IOException {
        TestStores.StoreLocation location = TestStores.migratedPlace(StoreKind.SQLITE);
        try (Database database = location.open()) {
            database.write(tx ->
                    tx.update(
                            "INSERT INTO contents (message_id, content) VALUES (1, zeroblob(9000000))"));
        }
        String data = location.folder().toString();
        Path backups = folder.resolve("backups");
        // the native library of SQLite must fit
        String full =
                refused(
                        Program.runWithFilesUpTo(
                                4 * 1024, "backup", "--to", backups.toString(), "--data", data));
        assertThat(full).contains("cannot write the backup");
        try (Stream<Path> left = Files.list(backups)) {
            assertThat(left.map(file -> file.getFileName().toString())).containsExactly(".lock");
        }
        assertThat(Program.runHere("backup", "--to", backups.toString(), "--data", data).code())
                .isZero();
    }

    @Test
    void backupOfPostgreSql_refersToItsOwnTools() {
        String store = "store.url=postgresql://me:secret@127.0.0.1:1/db";
        assertThat(refused(Program.runHere("backup", "x", "--set", store)))
                .contains("pg_dump", "127.0.0.1:1/db")
                .doesNotContain("secret");
        assertThat(refused(Program.runHere("restore", "x", "--set", store))).contains("pg_restore");
    }
}
