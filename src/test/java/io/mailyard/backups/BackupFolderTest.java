package io.mailyard.backups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.StartException;
import io.mailyard.db.StoreBackup;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which backups of a folder stay. */
final class BackupFolderTest {
    private static final Instant FIRST = Instant.parse("2020-11-30T02:00:00Z");

    /** Every history of up to five backups, the newest first: bit 0 says whether it is sound. */
    @Test
    void prune_keepsTheNewest_andTheNewestOfASoundStore_andNoMore() throws IOException {
        Path folder = TestStores.newFolder();
        for (int length = 1; length <= 5; length++) {
            for (int history = 0; history < 1 << length; history++) {
                for (int keep = 1; keep <= 3; keep++) {
                    assertPruned(folder, length, history, keep);
                }
            }
        }
    }

    private static void assertPruned(Path folder, int length, int history, int keep)
            throws IOException {
        for (int age = 0; age < length; age++) {
            backup(folder, age, isSound(history, age));
        }
        List<Integer> sound =
                IntStream.range(0, length)
                        .filter(age -> isSound(history, age))
                        .limit(keep)
                        .boxed()
                        .toList();
        List<String> expected =
                IntStream.range(0, length)
                        .filter(age -> age < keep || sound.contains(age))
                        .mapToObj(BackupFolderTest::name)
                        .toList();
        BackupFolder.at(folder).prune(keep, Instant.MAX);
        assertThat(BackupFolder.at(folder).list())
                .as("%d backups, sound %s, keep %d", length, Integer.toBinaryString(history), keep)
                .extracting(backup -> backup.path().getFileName().toString())
                .isEqualTo(expected);
    }

    private static boolean isSound(int history, int age) {
        return (history >> age & 1) == 1;
    }

    @Test
    void backupThatCannotBeDeleted_isNamed_andTheOthersGo() throws IOException {
        Path folder = TestStores.newFolder();
        for (int age = 0; age < 4; age++) {
            backup(folder, age, true);
        }
        Path stuck = undeletable(folder, name(1));
        assertThatThrownBy(() -> BackupFolder.at(folder).prune(1, Instant.MAX))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(stuck.toString());
        assertThat(BackupFolder.at(folder).list())
                .extracting(BackupFolder.Backup::path)
                .containsExactly(folder.resolve(name(0)), stuck);
    }

    @Test
    void folder_meansItsNewest_andNotOneOfTheFuture() throws IOException {
        Path folder = TestStores.newFolder();
        backup(folder, 2, true);
        backup(folder, 1, true);
        backup(folder, 0, true);
        assertThat(BackupFolder.find(folder, FIRST).path()).isEqualTo(folder.resolve(name(0)));
        assertThatThrownBy(() -> BackupFolder.find(folder, FIRST.minus(Duration.ofDays(1))))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("in the future")
                .hasMessageContaining(folder.resolve(name(0)) + " is of " + FIRST)
                .hasMessageEndingWith("name it: " + folder.resolve(name(1)));
        assertThatThrownBy(() -> BackupFolder.find(folder, FIRST.minus(Duration.ofDays(3))))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("there is no other");
        assertThat(BackupFolder.find(folder.resolve(name(0)), Instant.MIN).path())
                .as("one that is named is taken")
                .isEqualTo(folder.resolve(name(0)));
    }

    /** Its name is as long as a name may be: there is no longer one for what is being deleted. */
    static Path undeletable(Path folder, String name) throws IOException {
        Path stuck = folder.resolve(name + "-" + "1".repeat(254 - name.length()));
        return Files.move(folder.resolve(name), stuck);
    }

    static String name(int age) {
        return "mailyard-202011%dT020000Z".formatted(30 - age);
    }

    static void backup(Path folder, int age, boolean sound) throws IOException {
        Path backup = Files.createDirectories(folder.resolve(name(age)));
        StoreCheck check =
                new StoreCheck(
                        1,
                        "1:x",
                        0,
                        0,
                        sound ? List.of() : List.of("the audit's chain is broken at row 1"));
        new Manifest(
                        "0.2.0",
                        FIRST.minus(Duration.ofDays(age)),
                        1,
                        new StoreBackup.StoreFile<>(
                                StoreBackup.SQLITE_FILE, "3", "", 1, Map.of(), Optional.of(check)),
                        List.of(
                                new Manifest.BackupFile(
                                        StoreBackup.SQLITE_FILE, 0, "0".repeat(64))))
                .write(backup);
    }
}
