package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import io.mailyard.testing.Tree;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;

/** {@code mailyard administrators reset}, on the machine of the server. */
class AdministratorResetTest {
    private static Program.End reset(TestStores.StoreLocation location, String... login) {
        return Program.runHere(line(location, login));
    }

    private static String[] line(TestStores.StoreLocation location, String... login) {
        return Stream.concat(
                        Stream.of("administrators", "reset"),
                        Stream.concat(
                                Arrays.stream(login),
                                Program.on(location, location.folder()).stream()))
                .toArray(String[]::new);
    }

    /** Whoever names the wrong folder is told so, and gets no server's store there. */
    @ParameterizedTest
    @StoresOfRun
    void reset_makesNoStore(StoreKind kind) {
        TestStores.StoreLocation location = TestStores.place(kind);
        Path missing = location.folder().resolve("data");
        String[] line =
                Stream.concat(
                                Stream.of("administrators", "reset"),
                                Program.on(location, missing).stream())
                        .toArray(String[]::new);

        for (int i = 0; i < 2; i++) {
            Program.End done = Program.runHere(line);

            assertThat(done.code()).isEqualTo(1);
            assertThat(done.err())
                    .contains("there is no store in ")
                    .contains(kind == StoreKind.SQLITE ? missing.toString() : "postgresql://");
            assertThat(missing).doesNotExist();
        }
    }

    @ParameterizedTest
    @StoresOfRun
    void reset_restoresAccessForTheFirstMaster(StoreKind kind) {
        TestStores.StoreLocation location = TestServer.usedPlace(kind);
        Path file = location.folder().resolve("admin-password");
        try (Program server = Program.serve(location)) {
            Api admin = server.api(location.folder());
            admin.call("administrators/save", "login", "anna", "role", "support").ok();
            admin.call("administrators/save", "id", 2, "active", false).ok();
            server.terminate();
            server.end();
        }
        String first = Program.read(file).strip();

        Program.End done = Program.run(line(location));

        assertThat(done.code()).as(done.err()).isZero();
        String second = Program.read(file).strip();
        assertThat(second).isNotEqualTo(first);
        assertThat(done.out()).contains("admin", file.toString()).doesNotContain(second);
        assertThat(reset(location, "nobody").err())
                .isEqualTo("mailyard: no administrator has the login 'nobody'\n");
        assertThat(Program.read(file).strip()).isEqualTo(second);
        assertThat(reset(location, "ANNA").code()).isZero();
        try (Program server = Program.serve(location)) {
            Api admin = server.api(location.folder());
            Tree anna = admin.call("administrators/get", "id", 2).ok().at("data");
            assertThat(anna.at("active").flag()).isTrue();
            assertThat(anna.at("role").text()).isEqualTo("support");
            assertThat(anna.at("must_change_password").flag()).isTrue();
            Tree row = admin.call("audit/list", "action", "administrators.reset").ok().at("data.0");
            assertThat(row.at("actor").text()).isEqualTo("command:administrators-reset");
            if (kind == StoreKind.SQLITE) {
                assertThat(reset(location).err()).contains("in use by another process");
            }
        }
    }
}
