package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.LongRun;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a server cannot start with: told in one line, nothing changed, an exit status that says so.
 */
final class RefusedStartTest {
    private static final String LOOPBACK = "127.0.0.1:0";

    @TempDir Path folder;

    private static String refused(Program.End end) {
        return refused(end, 1);
    }

    private static String refused(Program.End end, int status) {
        assertThat(end.code()).as(end.err()).isEqualTo(status);
        assertThat(end.out()).isEmpty();
        assertThat(end.err()).startsWith("mailyard: ").hasLineCount(1);
        return end.err();
    }

    private static String refusedOn(Path data, String... more) {
        return refused(serveOn(data, more));
    }

    private static Program.End serveOn(Path data, String... more) {
        return Program.run(arguments(data, more));
    }

    private static String[] arguments(Path data, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("serve", "--listen", LOOPBACK, "--data", data.toString()));
        arguments.addAll(List.of("--set", "submission.listen=127.0.0.1:0"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    /** A data folder as a server left it that was stopped. */
    private static TestStores.StoreLocation used() {
        TestStores.StoreLocation location = TestServer.usedPlace(StoreKind.SQLITE);
        try (Program server = Program.serve(location)) {
            server.ready();
            server.terminate();
            assertThat(server.end().code()).isZero();
        }
        return location;
    }

    @Test
    void secondServerOnADataFolder_namesTheFirst() {
        TestStores.StoreLocation location = TestServer.usedPlace(StoreKind.SQLITE);
        try (Program first = Program.serve(location)) {
            first.ready();
            assertThat(refusedOn(location.folder()))
                    .contains("in use by another process (pid " + first.pid() + ")");
            assertThat(first.alive()).isTrue();
        }
    }

    /**
     * Found before the store is touched: no token is made that the caller would have to look for.
     */
    @Test
    void portInUse_isNamedAndNothingIsCreated() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String where = "127.0.0.1:" + taken.getLocalPort();
            String data = folder.toString();
            assertThat(refused(Program.run("serve", "--data", data, "--listen", where)))
                    .contains("cannot listen on " + where + ": Address already in use");
            assertThat(refusedOn(folder, "--set", "operations.listen=" + where))
                    .contains("cannot listen on " + where);
            assertThat(refusedOn(folder, "--set", "submission.listen=" + where))
                    .contains("submission.listen: cannot listen on " + where);
            nothingWasMade();
        }
    }

    /** Two servers on one machine, started by the documented command alone: both start. */
    @Test
    void defaultSubmissionPortInUse_isAWarningAndTheServerStarts() throws IOException {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        try (ServerSocket taken = new ServerSocket()) {
            try {
                taken.bind(new InetSocketAddress(loopback, 2525), 1);
            } catch (BindException elsewhere) {
                // some other process has it: as good
            }
            String data = folder.toString();
            try (Program server = Program.start("serve", "--data", data, "--listen", LOOPBACK)) {
                server.ready();
                server.terminate();
                Program.End end = server.end();
                assertThat(end.code()).isZero();
                assertThat(end.err())
                        .contains("SMTP submission is off: 127.0.0.1:2525")
                        .doesNotContain("SMTP submission listening on");
            }
        }
    }

    @LongRun
    @Test
    void invalidListenAddress_isNamedAndNothingIsCreated() throws IOException {
        assertThat(refused(Program.run("serve", "--data", folder.toString(), "--listen", "8080")))
                .contains("'8080' is not of the form HOST:PORT");
        assertThat(refusedOn(folder, "--set", "operations.listen=127.0.0.1:http"))
                .contains("operations.listen", "'127.0.0.1:http' is not of the form HOST:PORT");
        String nowhere = "no-such-host.invalid:0";
        assertThat(refused(Program.run("serve", "--data", folder.toString(), "--listen", nowhere)))
                .contains("cannot listen on " + nowhere);
        String foreign = "192.0.2.1:8080";
        assertThat(refused(Program.run("serve", "--data", folder.toString(), "--listen", foreign)))
                .contains("cannot listen on " + foreign);
        nothingWasMade();
    }

    @LongRun
    @Test
    void unreadableKeys_areNamedAndNothingIsCreated() throws IOException {
        String missing = folder.resolve("missing.pem").toString();
        assertThat(
                        refusedOn(
                                folder,
                                "--set",
                                "tls.certificate=" + missing,
                                "--set",
                                "tls.key=" + missing))
                .contains(missing);
        nothingWasMade();
    }

    private void nothingWasMade() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).isSubsetOf("lock");
        }
    }

    @LongRun
    @Test
    void dataFolderThatIsAFile_isRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("data"), "mine");
        assertThat(refusedOn(file)).contains(file + " is not a folder");
        assertThat(refusedOn(file.resolve("below"))).contains(file.toString());
        assertThat(file).hasContent("mine");
    }

    @LongRun
    @Test
    void dataFolderThatCannotBeCreated_isRefused() {
        assertThat(refusedOn(Path.of("/proc/mailyard"))).contains("/proc/mailyard");
    }

    @Test
    void fileOfRandomBytes_isLeftUntouched() throws IOException {
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        Path store = Files.write(folder.resolve("mailyard.db"), noise);
        // no further start can succeed, so that a service manager tries none
        assertThat(refused(serveOn(folder), 78))
                .contains(store + " is damaged", "mailyard restore");
        assertThat(Files.readAllBytes(store)).isEqualTo(noise);
    }

    @Test
    void truncatedStore_isLeftUntouched() throws IOException {
        Path data = used().folder();
        Path store = data.resolve("mailyard.db");
        try (RandomAccessFile file = new RandomAccessFile(store.toFile(), "rw")) {
            file.setLength(file.length() / 2 / 4096 * 4096 + 100);
        }
        byte[] left = Files.readAllBytes(store);
        assertThat(refused(serveOn(data), 78)).contains(store + " is damaged");
        assertThat(Files.readAllBytes(store)).isEqualTo(left);
    }

    @Test
    void storeOfANewerVersion_isLeftUntouched() throws IOException, SQLException {
        Path data = used().folder();
        Path store = data.resolve("mailyard.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO schema_versions VALUES (9999, 'later', 'x', 0)");
        }
        byte[] before = Files.readAllBytes(store);
        // a service manager does not start it again and again
        assertThat(refused(serveOn(data), 78)).contains("version 9999", "start the newer program");
        assertThat(refused(serveOn(data, "--force"), 78)).contains("version 9999");
        assertThat(Files.readString(Path.of("packaging/mailyard.service")))
                .contains("\nRestartPreventExitStatus=78\n");
        assertThat(Files.readAllBytes(store)).isEqualTo(before);
    }

    /** Found before anything is begun: a process would tell no more than this one. */
    @Test
    void configurationFaults_areReportedTogether() throws IOException {
        String config =
                Files.writeString(
                                folder.resolve("config"),
                                "http.lisen = 1\nstore.pool-size = many\n")
                        .toString();
        String[] faulty = arguments(folder, "--config", config, "--set", "log.format=yaml");
        assertThat(refused(Program.runHere(faulty)))
                .contains(
                        "unknown key 'http.lisen'; did you mean http.listen?",
                        "store.pool-size: 'many' is not a whole number",
                        "log.format: 'yaml' is not one of text, json");
        String missing = folder.resolve("missing").toString();
        assertThat(refused(Program.runHere(arguments(folder, "--config", missing))))
                .contains(missing + " does not exist");
    }

    @LongRun
    @Test
    void unreachablePostgres_isNamedWithoutThePassword() {
        assertThat(
                        refusedOn(
                                folder,
                                "--set",
                                "store.wait=0s",
                                "--set",
                                "store.url=postgresql://me:secret@127.0.0.1:1/db"))
                .contains("127.0.0.1:1/db")
                .doesNotContain("secret");
    }

    @LongRun
    @Test
    void unknownOption_isAUsageFault() {
        Program.End end = Program.run("serve", "--bogus");
        assertThat(end.code()).isEqualTo(2);
        assertThat(end.err()).contains("Unknown option: '--bogus'").hasLineCount(2);
        Program.End bare = Program.run("serve", "--data");
        assertThat(bare.code()).isEqualTo(2);
        assertThat(bare.err()).contains("--data").hasLineCount(2);
    }
}
