package io.mailyard.administrators;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.signin.SignInOutcome;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The first administrator, and the master who is always left. */
class LastMasterTest {
    private static final String PASSWORD = "ein-neues-Wort-77";

    private static Path file(TestServer server) {
        return server.folder().resolve("admin-password");
    }

    private static String password(TestServer server) {
        try {
            return Files.readString(file(server)).strip();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    @ParameterizedTest
    @EnumSource
    void firstStart_createsAMasterWhoMustChangeThePassword(StoreKind kind) throws IOException {
        try (TestServer server = TestServer.start(kind);
                SignInPeople people = new SignInPeople(server)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(server))))
                    .isEqualTo("rw-------");
            SignInOutcome outcome =
                    people.people.signIn().signIn("admin", password(server), SignInPeople.HOME);
            assertThat(((SignInOutcome.SignInOpened) outcome).mustChangePassword()).isTrue();
            Answer row = server.api().call("administrators/list").ok();
            assertThat(row.at("data.0.role").text()).isEqualTo("master");
            assertThat(row.at("total_count").number()).isEqualTo(1);
            String old = password(server);

            server.restart();

            assertThat(password(server)).isEqualTo(old);
            server.api().call("administrators/save", "id", 1, "password", PASSWORD).ok();
            assertThat(file(server)).doesNotExist();
        }
    }

    @ParameterizedTest
    @EnumSource
    void changedPassword_removesItsFile_andKeepsThatOfAnotherStore(StoreKind kind)
            throws IOException {
        try (TestServer server = TestServer.start(kind);
                SignInPeople people = new SignInPeople(server)) {
            String old = password(server);
            SignInOutcome outcome = people.people.signIn().signIn("admin", old, SignInPeople.HOME);
            String cookie = ((SignInOutcome.SignInOpened) outcome).cookie();
            people.people.profile().changePassword(cookie, old, PASSWORD, SignInPeople.HOME);

            server.restart(); // the change was made in another process

            Await.until(() -> !Files.exists(file(server)));
            Files.writeString(file(server), "of-another-store\n");
            server.restart();
            assertThat(file(server)).hasContent("of-another-store");
        }
    }

    /** As a store is that an earlier version made. */
    @ParameterizedTest
    @EnumSource
    void storeWithoutAnAdministrator_getsOneAtTheNextStart(StoreKind kind) throws IOException {
        try (TestServer server = TestServer.start(kind)) {
            String before = password(server);
            server.restart(() -> server.tamper("DELETE FROM administrators"));

            assertThat(password(server)).isNotEqualTo(before);
            assertThat(server.api().call("administrators/list").at("total_count").number())
                    .isEqualTo(1);
            try (Stream<Path> files = Files.list(server.folder())) {
                assertThat(files.map(path -> String.valueOf(path.getFileName())))
                        .anyMatch(name -> name.startsWith("admin-password.replaced-"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void lastActiveMaster_cannotBeRemoved(StoreKind kind) {
        try (TestServer server = TestServer.start(kind)) {
            Api admin = server.api();
            admin.call("administrators/save", "login", "off", "role", "master", "active", false)
                    .ok();
            for (Answer refused :
                    List.of(
                            admin.call("administrators/save", "id", 1, "active", false),
                            admin.call("administrators/save", "id", 1, "role", "auditor"),
                            admin.call("administrators/delete", "id", 1))) {
                assertThat(refused.error()).isEqualTo(409);
                assertThat(refused.errorText()).contains("last active master");
            }
            admin.call("administrators/save", "id", 2, "active", true).ok();
            admin.call("administrators/delete", "id", 1).ok();
            assertThat(admin.call("administrators/delete", "id", 2).error()).isEqualTo(409);
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoMastersRemovedConcurrently_leaveOne(StoreKind kind) throws Exception {
        try (TestServer server = TestServer.start(kind);
                TestServer other = server.isPostgres() ? server.beside() : server;
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Api admin = server.api();
            long last = 1;
            for (int round = 0; round < 10; round++) {
                long first = last;
                long second =
                        admin.call("administrators/save", "login", "m" + round, "role", "master")
                                .savedId();
                Future<Answer> one =
                        threads.submit(() -> admin.call("administrators/delete", "id", first));
                Future<Answer> two =
                        threads.submit(() ->
                                admin.at(other)
                                        .call(
                                                "administrators/save",
                                                "id",
                                                second,
                                                "active",
                                                false));
                boolean deleted = one.get().error() == 0;
                assertThat(deleted).isNotEqualTo(two.get().error() == 0);
                last = deleted ? second : first;
            }
        }
    }
}
