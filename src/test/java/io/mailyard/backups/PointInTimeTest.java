package io.mailyard.backups;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.db.StoreConfig;
import io.mailyard.main.InProcess;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Drill;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Recovery of PostgreSQL to a point in time, as docs/operating.md describes it: a base backup and
 * the write-ahead log that is archived, with the server's own programs.
 */
final class PointInTimeTest {
    private static final Path PACKAGES = Path.of("/usr/lib/postgresql");

    private final List<String> started = new ArrayList<>();
    private Path bin = PACKAGES;
    private Path work = PACKAGES;

    @AfterEach
    void stop() throws Exception {
        for (String data : started) {
            run("pg_ctl", "-D", data, "-m", "immediate", "stop");
        }
        if (!work.equals(PACKAGES)) {
            new ProcessBuilder("rm", "-rf", work.toString()).start().waitFor();
        }
    }

    private void setUp() throws Exception {
        Assumptions.assumeTrue(Drill.isLong(), "takes half a minute: ./check --long");
        Assumptions.assumeTrue(Files.isDirectory(PACKAGES), "Debian's postgresql is not installed");
        try (Stream<Path> versions = Files.list(PACKAGES)) {
            bin = versions.max(Comparator.naturalOrder()).orElseThrow().resolve("bin");
        }
        work = Files.createTempDirectory("mailyard-point-in-time-");
        if (isRoot()) {
            new ProcessBuilder("chown", "postgres", work.toString()).start().waitFor();
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** Runs a program of PostgreSQL, which refuses to be root. */
    private String run(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(bin.resolve(program).toString());
        command.addAll(List.of(arguments));
        Path out = TestStores.newFolder().resolve("out");
        int status =
                new ProcessBuilder(command)
                        .directory(Path.of("/").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start()
                        .waitFor();
        String text = Files.readString(out);
        assertThat(status).as("%s: %s", command, text).isZero();
        return text.strip();
    }

    private void start(Path data, int port) throws Exception {
        run(
                "pg_ctl",
                "-D",
                data.toString(),
                "-w",
                "-l",
                data.resolve("log").toString(),
                "-o",
                "-p " + port + " -k " + work + " -c listen_addresses=127.0.0.1",
                "start");
        started.add(data.toString());
    }

    private void configure(Path data, String lines) throws IOException {
        Files.writeString(
                data.resolve("postgresql.conf"),
                lines,
                StandardCharsets.UTF_8,
                StandardOpenOption.APPEND);
    }

    /** Accounts before the base backup, after it, and after the moment to go back to. */
    private record Made(long first, long second, long third, String moment) {}

    @Test
    void mistake_isUndoneByRecoveryToTheMomentBefore() throws Exception {
        setUp();
        int port = free();
        Path archive = work.resolve("archive");
        Path base = work.resolve("base");
        archiving(port, archive);
        TestStores.StoreLocation place =
                new TestStores.StoreLocation(
                        StoreConfig.at("postgresql://postgres@127.0.0.1:" + port + "/mailyard"),
                        TestStores.newFolder());
        Made made = mistake(port, base, place);
        run("pg_ctl", "-D", work.resolve("data").toString(), "-m", "fast", "stop");
        started.clear();

        configure(
                base,
                "restore_command = 'cp %s/%%f %%p'\nrecovery_target_time = '%s'\nrecovery_target_action = 'promote'\n"
                        .formatted(archive, made.moment()));
        own("install", "-m", "600", "-o", owner(), "/dev/null", base + "/recovery.signal");
        start(base, port);
        Await.until(() -> sql(port, "SELECT pg_is_in_recovery()").equals("f"));

        assertThat(command("restore", "--recovered", place)).contains("all mail is stopped");
        assertThat(command("audit", "verify", place)).startsWith("whole: ");
        assertThat(command("reconcile", "", place)).startsWith("balanced: ");
        try (TestServer server = TestServer.over(StoreKind.POSTGRESQL, place, Clock.systemUTC())) {
            Api api = server.api();
            api.call("accounts/get", "id", made.first()).ok();
            api.call("accounts/get", "id", made.second()).ok();
            assertThat(api.call("accounts/get", "id", made.third()).error()).isEqualTo(404);
            assertThat(api.newAccount()).as("no id twice").isGreaterThan(made.third());
            assertThat(api.call("platform/status").ok().at("data.stopped").flag()).isTrue();
        }
    }

    /** A PostgreSQL that archives its log. */
    private void archiving(int port, Path archive) throws Exception {
        Path data = work.resolve("data");
        run("initdb", "-D", data.toString(), "-A", "trust", "-E", "UTF8", "-N");
        own("install", "-d", "-m", "700", "-o", owner(), archive.toString());
        configure(
                data,
                "archive_mode = on\nfsync = off\narchive_command = 'test ! -f %1$s/%%f && cp %%p %1$s/%%f'\n"
                        .formatted(archive));
        start(data, port);
        client(port, "createdb", "-T", "template0", "-E", "UTF8", "mailyard");
    }

    private Made mistake(int port, Path base, TestStores.StoreLocation place) throws Exception {
        try (TestServer server = TestServer.over(StoreKind.POSTGRESQL, place, Clock.systemUTC())) {
            Api api = server.api();
            long first = api.newAccount();
            client(port, "pg_basebackup", "-D", base.toString());
            long second = api.newAccount();
            String moment = sql(port, "SELECT clock_timestamp()");
            long third = api.newAccount();
            api.call("accounts/delete", "id", first).ok();
            sql(port, "SELECT pg_switch_wal()");
            Await.until(() ->
                    sql(port, "SELECT last_archived_wal FROM pg_stat_archiver").length() > 20);
            return new Made(first, second, third, moment);
        }
    }

    private static void own(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }

    private String client(int port, String program, String... arguments) throws Exception {
        List<String> all =
                new ArrayList<>(List.of("-h", "127.0.0.1", "-p", "" + port, "-U", "postgres"));
        all.addAll(List.of(arguments));
        return run(program, all.toArray(String[]::new));
    }

    private static String owner() {
        return isRoot() ? "postgres" : System.getProperty("user.name");
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private String sql(int port, String statement) {
        try {
            return client(port, "psql", "-d", "mailyard", "-Atc", statement);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String command(String name, String second, TestStores.StoreLocation place) {
        List<String> arguments = new ArrayList<>(List.of(name));
        if (!second.isEmpty()) {
            arguments.add(second);
        }
        arguments.addAll(
                List.of(
                        "--data",
                        TestStores.newFolder().toString(),
                        "--set",
                        "store.url=" + place.config().url()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = InProcess.run(out, err, arguments.toArray(String[]::new));
        assertThat(status).as(err.toString()).isZero();
        return out.toString();
    }
}
