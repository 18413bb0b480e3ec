package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.StartException;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestStores;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

final class DataFolderTest {
    /** Another process that holds a folder until its input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws IOException {
            try (DataFolder folder = DataFolder.open(Path.of(args[0]))) {
                System.out.println("holds " + folder.path());
                System.in.read();
            } catch (StartException e) {
                System.out.println(e.line());
            }
        }
    }

    private static Process hold(Path folder) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void folder_isCreatedForItsOwnerOnly() throws IOException {
        Path path = TestStores.newFolder().resolve("a/b");
        try (DataFolder folder = DataFolder.open(path)) {
            assertThat(folder.path()).isEqualTo(path.toRealPath());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void folder_isLockedAgainstOtherProcesses() throws Exception {
        Path path = TestStores.newFolder();
        Process holder = hold(path);
        try (BufferedReader said = holder.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).startsWith("holds");
            assertThatThrownBy(() -> DataFolder.open(path))
                    .isInstanceOf(StartException.class)
                    .hasMessage(
                            "the data folder "
                                    + path.toRealPath()
                                    + " is in use by another process (pid "
                                    + holder.pid()
                                    + ")");
            holder.destroyForcibly();
            holder.waitFor();
            DataFolder.open(path).close();
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void folder_staysLockedAfterASecondAttempt() throws Exception {
        Path path = TestStores.newFolder();
        try (DataFolder folder = DataFolder.open(path)) {
            assertThatThrownBy(() -> DataFolder.open(folder.path()))
                    .isInstanceOf(StartException.class);
            Process other = hold(path);
            try (BufferedReader said = other.inputReader(StandardCharsets.UTF_8)) {
                assertThat(said.readLine()).contains("(pid " + ProcessHandle.current().pid() + ")");
            } finally {
                other.destroyForcibly();
            }
        }
    }

    @Test
    void unusableFolder_isRefusedWithTheReason() throws IOException {
        Path file = Files.writeString(TestStores.newFolder().resolve("file"), "");
        assertThatThrownBy(() -> DataFolder.open(file))
                .isInstanceOf(StartException.class)
                .hasMessage("the data folder " + file + " is not a folder");
        assertThatThrownBy(() -> DataFolder.open(Path.of("/proc/mailyard")))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("cannot use the data folder /proc/mailyard: ");
        assertThatThrownBy(() -> DataFolder.requireSpace(file, 3 << 20))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("3 MB left");
    }

    @Test
    void fileOtherThanADatabase_isLeftUntouched() throws IOException {
        Path folder = TestStores.newFolder();
        Path file = folder.resolve(SqliteFile.NAME);
        String text = "this is no database. ".repeat(100);
        Files.writeString(file, text);
        assertThatThrownBy(() -> embedded(folder).open())
                .isInstanceOf(StartException.class)
                .hasMessageContaining("is damaged")
                .hasMessageContaining("left as it is")
                .hasMessageNotContaining("\n");
        assertThat(file).hasContent(text);
    }

    @Test
    void damagedStore_isRefused() throws IOException {
        Path folder = TestStores.newFolder();
        try (Database db = embedded(folder).open()) {
            Things.create(db);
            db.write(tx -> Things.add(tx, 1, "one"));
        }
        Path file = folder.resolve(SqliteFile.NAME);
        byte[] bytes = Files.readAllBytes(file);
        java.util.Arrays.fill(bytes, 4096, bytes.length, (byte) 0x5a);
        Files.write(file, bytes);
        assertThatThrownBy(() -> embedded(folder).open())
                .isInstanceOf(StartException.class)
                .hasMessageContaining("is damaged");
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    @Test
    void databaseOfAnotherProgram_isRefused() throws Exception {
        Path folder = TestStores.newFolder();
        try (StoreSession other = new SqliteFile(folder.resolve(SqliteFile.NAME)).plain()) {
            other.execute("CREATE TABLE notes (text)");
        }
        assertThatThrownBy(() -> embedded(folder).open())
                .isInstanceOf(StartException.class)
                .hasMessageContaining("another program");
    }

    @Test
    void logWithoutItsStore_isRefused() throws IOException {
        Path folder = TestStores.newFolder();
        Path log = Files.writeString(folder.resolve(SqliteFile.NAME + "-wal"), "changes");
        assertThatThrownBy(() -> embedded(folder).open())
                .isInstanceOf(StartException.class)
                .hasMessageContaining("missing");
        assertThat(log).hasContent("changes");
    }

    @Test
    void store_isReadableOnlyByItsOwner() throws IOException {
        TestStores.StoreLocation location = TestStores.place(StoreKind.SQLITE);
        try (Database db = location.open()) {
            Things.create(db);
            for (String name : new String[] {"", "-wal", "-shm"}) {
                Path file = location.folder().resolve(SqliteFile.NAME + name);
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
        }
    }

    private static TestStores.StoreLocation embedded(Path folder) {
        return new TestStores.StoreLocation(StoreConfig.embedded(), folder);
    }
}
