package io.mailyard.backups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.db.StoreBackup;
import io.mailyard.main.InProcess;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import io.mailyard.testing.Tree;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code mailyard backup --to}, {@code restore} and {@code backup drill}, of both stores. */
@ParameterizedClass
@EnumSource
final class BackupRestoreTest {
    private final FakeMailHost host = FakeMailHost.start();
    private final StoreKind kind;
    private final TestStores.StoreLocation place;
    private final TestServer server;
    private final Path backups = TestStores.newFolder().resolve("backups");

    BackupRestoreTest(StoreKind kind) {
        this.kind = kind;
        this.place = elsewhere(kind);
        this.server = TestServer.over(kind, place, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        server.close();
        host.close();
    }

    /** What a command did. */
    private record End(int status, String out, String err) {
        End ok() {
            assertThat(status).as(err).isZero();
            return this;
        }
    }

    private static End run(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = InProcess.run(out, err, arguments.toArray(String[]::new));
        return new End(status, out.toString(), err.toString());
    }

    private static End run(TestStores.StoreLocation at, String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--data", at.folder().toString()));
        arguments.addAll(List.of("--set", "dns.servers=127.0.0.1:1"));
        if (!at.config().url().isEmpty()) {
            arguments.addAll(List.of("--set", "store.url=" + at.config().url()));
        }
        return run(arguments);
    }

    private Path backup() {
        run(place, "backup", "--to", backups.toString()).ok();
        return BackupFolder.at(backups).list().getFirst().path();
    }

    /** A place for a restore, empty. */
    private TestStores.StoreLocation elsewhere() {
        return elsewhere(kind);
    }

    private static TestStores.StoreLocation elsewhere(StoreKind kind) {
        return kind == StoreKind.SQLITE ? TestStores.place(kind) : TestStores.placeThatIsDumped();
    }

    @Test
    void restoredServer_sendsNothingUntilResumed_andReusesNoId() throws IOException {
        Api api = server.api();
        MailRoute route = MailRoute.to(api, host.port());
        route.send("anna@recipient.example", "delivered").ok();
        host.awaitMessages(1, Duration.ofSeconds(30));
        host.at("RCPT", new Does.Says("450 4.2.0 the mailbox is busy"));
        long waiting =
                Long.parseLong(
                        route.send("berta@recipient.example", "waits")
                                .ok()
                                .at("data.message_id")
                                .text());
        Await.until(() -> state(api, waiting).at("retry").number() == 1);

        Path backup = backup();
        host.asUsual();
        api.call("messages/try_now", "id", waiting).ok();
        Await.until(() -> state(api, waiting).at("delivered").number() == 1);
        long lost =
                Long.parseLong(
                        route.send("carla@recipient.example", "after the backup")
                                .ok()
                                .at("data.message_id")
                                .text());
        host.awaitMessages(3, Duration.ofSeconds(30));
        server.close();

        assertModes(backup);
        TestStores.StoreLocation restored = elsewhere();
        End end = run(restored, "restore", backups.toString()).ok();
        assertThat(end.out()).contains("1 recipients were waiting", "all mail is stopped");
        assertThat(run(restored, "reconcile").ok().out()).startsWith("balanced: 2 recipients");
        assertThat(run(restored, "audit", "verify").ok().out()).startsWith("whole: ");
        try (TestServer other = TestServer.over(kind, restored, Clock.systemUTC())) {
            assertThat(other.token()).as("comes with the backup").isEqualTo(server.token());
            Api there = other.api();
            Tree status = there.call("platform/status").ok().at("data");
            assertThat(status.at("stopped").flag()).isTrue();
            assertThat(status.at("reason").text()).startsWith("restored from the backup");
            Await.until(() -> running(there));
            there.call("messages/try_now", "id", waiting).ok();
            Await.until(() -> state(there, waiting).at("hold").number() == 1);
            long next =
                    Long.parseLong(
                            route.sendAt(there, "dora@recipient.example", "new")
                                    .ok()
                                    .at("data.message_id")
                                    .text());
            assertThat(next).as("an id that was given out after the backup").isGreaterThan(lost);
            assertThat(host.messages()).hasSize(3);

            there.call("platform/resume").ok();
            Await.until(() -> {
                there.call("messages/try_now", "id", waiting).ok();
                return state(there, waiting).at("delivered").number() == 1;
            });
            Await.until(() -> state(there, next).at("delivered").number() == 1);
        }
        assertThat(run(restored, "reconcile").ok().out()).startsWith("balanced: 3 recipients");
    }

    private static boolean running(Api api) {
        Tree status = api.call("nodes/mta/status", "id", 1).ok().at("data");
        return status.at("synced").flag() && status.at("running").flag();
    }

    private static Tree state(Api api, long id) {
        return api.call("messages/get", "id", id).ok().at("data.states");
    }

    private void assertModes(Path backup) throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backups)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(backup)) {
            assertThat(files)
                    .hasSizeGreaterThanOrEqualTo(3)
                    .allSatisfy(file ->
                            assertThat(
                                            PosixFilePermissions.toString(
                                                    Files.getPosixFilePermissions(file)))
                                    .as("%s", file)
                                    .isEqualTo("rw-------"));
        }
    }

    @Test
    void restore_intoANonEmptyTarget_orOfAnIncompleteBackup_isRefused() throws IOException {
        Path backup = backup();
        End full = run(place, "restore", backup.toString());
        assertThat(full.status()).isEqualTo(1);
        assertThat(full.err()).hasLineCount(1).containsAnyOf("exists", "is not empty");
        TestStores.StoreLocation other = elsewhere();
        Manifest manifest = Manifest.read(backup);
        for (Manifest.BackupFile file : manifest.files()) {
            Path path = backup.resolve(file.name());
            byte[] content = Files.readAllBytes(path);
            byte[] changed = content.clone();
            changed[changed.length / 2] ^= 1;
            Files.write(path, changed);
            assertRefused(other, backup, file.name() + " is not the file");
            Files.delete(path);
            assertRefused(other, backup, file.name() + " is missing");
            Files.write(path, content);
        }
        Path manifestFile = backup.resolve(Manifest.NAME);
        String written = Files.readString(manifestFile);
        for (String wrong :
                List.of(
                        "",
                        "{}",
                        "[]",
                        written.substring(0, written.length() / 2),
                        written.replace("\"format\":1", "\"format\":2"),
                        written.replace("\"name\":\"", "\"name\":\"../"))) {
            Files.writeString(manifestFile, wrong);
            assertRefused(other, backup, "cannot be read");
        }
        Files.delete(manifestFile);
        assertRefused(other, backup, "there is no backup");
        Files.writeString(manifestFile, written);
        run(other, "restore", backup.toString()).ok();
        assertRefused(other, backup, kind == StoreKind.SQLITE ? "exists" : "is not empty");
    }

    private static void assertRefused(TestStores.StoreLocation into, Path from, String words) {
        End end = run(into, "restore", from.toString());
        assertThat(end.status()).isEqualTo(1);
        assertThat(end.err()).hasLineCount(1).contains(words);
    }

    /**
     * The tables of a PostgreSQL are there before its mail is stopped; a file gets its name last.
     */
    @Test
    void restore_thatDiedBeforeItStoppedMail_leavesAStoreThatNobodyUses() {
        assumeTrue(kind == StoreKind.POSTGRESQL);
        Path backup = backup();
        TestStores.StoreLocation other = elsewhere();
        String schema = BackupFolder.at(backups).list().getFirst().manifest().store().schema();
        StoreBackup.restore(backup, schema, other.config(), other.folder(), "");

        for (String[] command :
                List.of(
                        new String[] {"serve", "--listen", "127.0.0.1:0"},
                        new String[] {"migrate", "--contract"},
                        new String[] {"reconcile"})) {
            End end = run(other, command);
            assertThat(end.status()).isEqualTo(command[0].equals("serve") ? 78 : 1);
            assertThat(end.err()).contains("a restore into this store has not ended");
        }
        assertRefused(other, backup, "is not empty");
    }

    /** A server that starts before they are there makes a token and an ACME account of its own. */
    @Test
    void restore_thatDiedBeforeItsFilesWereCopied_leavesAStoreThatNobodyUses() throws IOException {
        Path backup = backup();
        TestStores.StoreLocation other = elsewhere();
        Path inTheWay = Files.createDirectory(other.folder().resolve("admin-token"));

        assertRefused(other, backup, "cannot restore " + backup);

        End end = run(other, "reconcile");
        assertThat(end.status()).as(end.out()).isEqualTo(1);
        assertThat(end.err())
                .contains(
                        kind == StoreKind.SQLITE
                                ? "there is no store in"
                                : "a restore into this store has not ended");
        Files.delete(inTheWay);
        TestStores.StoreLocation empty = elsewhere();
        run(empty, "restore", backup.toString()).ok();
        assertThat(empty.folder().resolve("admin-token"))
                .hasSameBinaryContentAs(backup.resolve("admin-token"));
        run(empty, "reconcile").ok();
    }

    @Test
    void restore_thatDiedBeforeItsFirstRow_canBeRepeated() throws SQLException {
        assumeTrue(kind == StoreKind.POSTGRESQL);
        Path backup = backup();
        TestStores.StoreLocation other = elsewhere();
        try (Connection connection = DriverManager.getConnection("jdbc:" + other.config().url());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE restore_begun (begun bigint PRIMARY KEY)");
        }
        run(other, "restore", backup.toString()).ok();
        run(other, "reconcile").ok();
    }

    @Test
    void restore_intoTheOtherKindOfStore_isRefused() {
        Path backup = backup();
        StoreKind otherKind = kind == StoreKind.SQLITE ? StoreKind.POSTGRESQL : StoreKind.SQLITE;
        TestStores.StoreLocation other = TestStores.place(otherKind);
        assertRefused(
                other, backup, kind == StoreKind.SQLITE ? "mailyard move" : "is of PostgreSQL");
    }

    @Test
    void drill_startsAServerOnTheNewestBackup_andCleansUp() throws IOException {
        server.api().newAccount();
        Path backup = backup();
        End end = run(place, "backup", "drill", backups.toString()).ok();
        assertThat(end.out())
                .startsWith(backup + ": restored and verified in ")
                .contains("a server was ready after");
        try (Stream<Path> left = Files.list(backups)) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(".lock", backup.getFileName().toString());
        }
        assertThat(run(place, "backup", "list", backups.toString(), "--verify").ok().out())
                .startsWith(backup + ": ");
    }

    @Test
    void newBackup_deletesRemainsOfAKilledOne_andKeepsTheNewest() throws IOException {
        Files.createDirectories(backups.resolve(".mailyard-20260101T000000Z.part"));
        Files.createDirectories(backups.resolve("mailyard-20260101T000000Z"));
        Files.writeString(backups.resolve("mine"), "kept");
        Path first = backup();
        Path second = backup();
        assertThat(first).isNotEqualTo(second);
        assertThat(BackupFolder.at(backups).prune(1, Instant.MAX)).containsExactly(first);
        try (Stream<Path> left = Files.list(backups)) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .as("what has no manifest is not ours to delete")
                    .containsExactlyInAnyOrder(
                            ".lock",
                            "mine",
                            "mailyard-20260101T000000Z",
                            second.getFileName().toString());
        }
    }
}
