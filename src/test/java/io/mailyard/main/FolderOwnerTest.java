package io.mailyard.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What root makes by {@code sudo mailyard ...} in the folder of a server's user is that user's: the
 * server has to read it.
 */
class FolderOwnerTest {
    /** Of nobody's, whose name need not exist. */
    private static final int USER = 65_123;

    private final Path folder = TestStores.newFolder();

    @BeforeEach
    void onlyRootGivesAway() throws IOException {
        assumeThat(uid(Path.of("/proc/self/status"))).as("the tests run as root").isZero();
        give(folder);
    }

    private static int uid(Path path) {
        try {
            return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static void give(Path path) throws IOException {
        Files.setAttribute(path, "unix:gid", USER);
        Files.setAttribute(path, "unix:uid", USER);
    }

    private static void run(String... command) {
        StringWriter err = new StringWriter();
        assertThat(InProcess.run(new StringWriter(), err, command)).as(err.toString()).isZero();
    }

    /** All that is in a folder, and the folder itself. */
    private static List<Path> all(Path of) throws IOException {
        try (Stream<Path> files = Files.walk(of)) {
            return files.toList();
        }
    }

    private static String used() {
        TestStores.StoreLocation place = TestServer.usedPlace(StoreKind.SQLITE);
        return place.folder().toString();
    }

    @Test
    void restoreBackupAndMove_leaveFilesOfTheFoldersOwner() throws IOException {
        Path backups = Files.createDirectory(folder.resolve("backups"));
        give(backups);
        Path data = folder.resolve("data");

        run("backup", "--data", used(), "--to", backups.toString());
        run("restore", backups.toString(), "--data", data.toString());
        run("administrators", "reset", "--data", data.toString());
        run("backup", "--data", data.toString(), folder.resolve("copy.db").toString());

        assertThat(all(folder))
                .hasSizeGreaterThan(8)
                .allSatisfy(path -> assertThat(uid(path)).as(path.toString()).isEqualTo(USER));
    }

    /** What was root's before stays so, what has a second name, and what a symlink leads to. */
    @Test
    void whatWasThereBefore_isNotGivenAway() throws IOException {
        Path before = Files.createFile(folder.resolve("before"));
        Path outside = Files.createFile(TestStores.newFolder().resolve("outside"));
        Path twice;
        Path link;
        Path made;
        try (FolderOwner _ = FolderOwner.of(folder)) {
            made = Files.createFile(Files.createDirectory(folder.resolve("new")).resolve("made"));
            twice = Files.createLink(folder.resolve("twice"), outside);
            link = Files.createSymbolicLink(folder.resolve("link"), outside);
        }

        assertThat(uid(made)).isEqualTo(USER);
        assertThat(uid(folder.resolve("new"))).isEqualTo(USER);
        assertThat(List.of(before, outside, twice, link))
                .allSatisfy(path -> assertThat(uid(path)).as(path.toString()).isZero());
    }

    /** Root makes the symlink where a disk is mounted elsewhere; the user owns what it leads to. */
    @Test
    void folderBehindASymlink_isItsOwners() throws IOException {
        Path link = Files.createSymbolicLink(TestStores.newFolder().resolve("mailyard"), folder);
        try (FolderOwner _ = FolderOwner.of(link)) {
            Files.createFile(link.resolve("made"));
        }
        try (FolderOwner _ = FolderOwner.of(link.resolve("new"))) {
            Files.createFile(Files.createDirectory(link.resolve("new")).resolve("made"));
        }

        assertThat(all(folder))
                .hasSize(4)
                .allSatisfy(path -> assertThat(uid(path)).as(path.toString()).isEqualTo(USER));
    }

    /** A command that was killed left them to root: the next one gives them to the owner. */
    @Test
    void locksOfAKilledCommand_areGivenAwayByTheNext() throws IOException {
        Path data = Files.createFile(folder.resolve("lock"));
        Path backups = Files.createFile(folder.resolve(".lock"));
        try (FolderOwner _ = FolderOwner.of(folder)) {
            assertThat(uid(data)).isZero();
        }
        assertThat(List.of(data, backups))
                .allSatisfy(path -> assertThat(uid(path)).as(path.toString()).isEqualTo(USER));
    }

    /** A command of root's that makes a file and then waits for its end. */
    static final class Waiting {
        private Waiting() {}

        @SuppressWarnings("SystemOut")
        public static void main(String... args) throws IOException, InterruptedException {
            Path folder = Path.of(args[0]);
            try (FolderOwner _ = FolderOwner.of(folder)) {
                Files.createFile(folder.resolve("made"));
                System.out.println("made");
                Thread.sleep(60_000);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    void whatACommandMadeThatASignalEnds_isTheOwners(String signal) throws Exception {
        Process command =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Waiting.class.getName(),
                                folder.toString())
                        .redirectErrorStream(true)
                        .start();
        try (var said = command.inputReader()) {
            assertThat(said.readLine()).isEqualTo("made");
            assertThat(uid(folder.resolve("made"))).isZero();
            new ProcessBuilder("kill", "-" + signal, Long.toString(command.pid()))
                    .start()
                    .waitFor();
            assertThat(command.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            command.destroyForcibly();
        }
        assertThat(uid(folder.resolve("made"))).isEqualTo(USER);
    }

    @Test
    void folderOfRoot_staysRoots() throws IOException {
        Path own = TestStores.newFolder();
        try (FolderOwner _ = FolderOwner.of(own.resolve("data"))) {
            Files.createDirectory(own.resolve("data"));
        }
        assertThat(uid(own.resolve("data"))).isZero();
    }
}
