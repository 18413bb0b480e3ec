package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Drill;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An empty store gets a token, once, and a tariff. */
final class FirstStartTest {
    @Test
    void firstStart_createsATokenAndATariff_andLaterOnesDoNot() throws IOException {
        TestStores.StoreLocation location = TestStores.place(StoreKind.SQLITE);
        Path file = location.folder().resolve("admin-token");
        Path password = location.folder().resolve("admin-password");
        String token;
        try (Program server = Program.serve(location)) {
            Api api = server.api(location.folder());
            token = api.token();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
                    .isEqualTo("rw-------");
            assertThat(api.call("tariffs/list").ok().at("data.0.id").number()).isEqualTo(1);
            server.terminate();
            assertThat(server.end().out())
                    .contains(token, file.toString(), password.toString())
                    .doesNotContain(Program.read(password).strip())
                    .hasLineCount(3);
        }
        try (Program server = Program.serve(location)) {
            Api api = server.api(location.folder());
            assertThat(api.call("tokens/list").ok().at("total_count").number()).isEqualTo(1);
            assertThat(api.call("tariffs/list").ok().at("total_count").number()).isEqualTo(1);
            server.terminate();
            assertThat(server.end().out()).isEmpty();
        }
        assertThat(file).hasContent(token);
    }

    /** Such as a folder whose store was lost, or one that is now used with PostgreSQL. */
    @Test
    void tokenOfAnotherStore_isSetAsideAndNamed() throws IOException {
        TestStores.StoreLocation other = TestStores.place(StoreKind.SQLITE);
        TestServer.over(StoreKind.SQLITE, other, Clock.systemUTC()).close();
        Path file = other.folder().resolve("admin-token");
        String old = Program.token(other.folder());
        for (StoreKind kind :
                Drill.isLong() ? StoreKind.values() : new StoreKind[] {StoreKind.SQLITE}) {
            TestStores.StoreLocation fresh = TestStores.place(kind);
            Path copy = Files.copy(file, fresh.folder().resolve("admin-token"));
            try (Program server = Program.serve(fresh)) {
                Api api = server.api(fresh.folder());
                assertThat(api.token()).isNotEqualTo(old);
                api.call("accounts/list").ok();
                Path kept = aside(fresh.folder());
                assertThat(kept).hasContent(old);
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                        .isEqualTo("rw-------");
                server.terminate();
                assertThat(server.end().out())
                        .contains(api.token(), "moved to " + kept)
                        .doesNotContain(old)
                        .hasLineCount(4);
            }
        }
    }

    private static Path aside(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> kept =
                    files.filter(file ->
                                    file.getFileName()
                                            .toString()
                                            .startsWith("admin-token.replaced-"))
                            .toList();
            assertThat(kept).hasSize(1);
            return kept.getFirst();
        }
    }

    @Test
    void twoServersStartingOnAnEmptyPostgres_createOneToken() {
        TestStores.StoreLocation location = TestStores.place(StoreKind.POSTGRESQL);
        List<Path> folders = List.of(TestStores.newFolder(), TestStores.newFolder());
        try (Program first = Program.serve(location, folders.getFirst());
                Program second = Program.serve(location, folders.getLast())) {
            first.ready();
            second.ready();
            List<Path> files =
                    folders.stream()
                            .map(folder -> folder.resolve("admin-token"))
                            .filter(Files::exists)
                            .toList();
            assertThat(files).hasSize(1);
            String token = Program.read(files.getFirst()).strip();
            for (Program server : List.of(first, second)) {
                Api api = new Api(server.ready(), token);
                assertThat(api.call("tokens/list").ok().at("total_count").number()).isEqualTo(1);
                api.newAccount();
            }
        }
        assertThat(StoreImage.of(location).faults).isEmpty();
    }

    @Test
    void firstStartKilledAnywhere_leavesAStoreWhoseTokenIsInTheFile() throws IOException {
        Random random = new Random(System.nanoTime());
        int rounds = Drill.length("kills of a first start, rounds", "crash.rounds", 1, 20);
        for (int round = 0; round < rounds; round++) {
            TestStores.StoreLocation location = TestStores.place(StoreKind.SQLITE);
            try (Program server = Program.serve(location)) {
                untilThereIs(location.folder());
                Program.pause(random.nextInt(400));
                server.kill();
            }
            try (Program server = Program.serve(location)) {
                Api api = server.api(location.folder());
                assertThat(api.call("tokens/list").ok().at("total_count").number()).isEqualTo(1);
            }
            assertThat(StoreImage.of(location).faults).isEmpty();
        }
    }

    /** Before that nothing is at stake. */
    private static void untilThereIs(Path folder) throws IOException {
        for (int i = 0; i < 6000; i++) {
            try (Stream<Path> files = Files.list(folder)) {
                if (files.findAny().isPresent()) {
                    return;
                }
            }
            Program.pause(5);
        }
        throw new AssertionError("nothing in " + folder);
    }

    @Test
    void freezeThatExpiresWhileNoServerRuns_endsAtTheNextStart() {
        TestStores.StoreLocation location = TestServer.usedPlace(StoreKind.SQLITE);
        long id;
        Instant until;
        try (Program server = Program.serve(location)) {
            Api api = server.api(location.folder());
            id = api.newAccount();
            until = Instant.now().plusSeconds(3);
            api.call("accounts/freeze", "id", id, "reason", "debt", "until", until.toString()).ok();
            assertThat(api.call("accounts/get", "id", id).ok().at("data.is_frozen").flag())
                    .isTrue();
            server.kill();
        }
        Program.pause(Math.max(0, until.toEpochMilli() - System.currentTimeMillis()) + 1);
        try (Program server = Program.serve(location)) {
            Api api = server.api(location.folder());
            assertThat(api.call("accounts/get", "id", id).ok().at("data.is_frozen").flag())
                    .isFalse();
            assertThat(
                            api.call("audit/list", "action", "accounts.unfreeze")
                                    .ok()
                                    .at("total_count")
                                    .number())
                    .isEqualTo(1);
        }
    }
}
