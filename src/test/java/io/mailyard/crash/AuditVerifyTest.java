package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** {@code mailyard audit verify}, beside a server that runs. */
final class AuditVerifyTest {
    private static final Pattern WHOLE =
            Pattern.compile("whole: ([0-9]+) rows, head (\\1:[0-9a-f]{64})\\R");

    @TempDir Path folder;

    private static String[] command(TestStores.StoreLocation location, String... more) {
        List<String> arguments = new ArrayList<>(List.of("audit", "verify"));
        arguments.addAll(Program.on(location, location.folder()));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private static Program.End verify(TestStores.StoreLocation location, String... more) {
        return Program.runHere(command(location, more));
    }

    private static String broken(Program.End end) {
        assertThat(end.code()).as(end.out()).isEqualTo(1);
        assertThat(end.out()).isEmpty();
        assertThat(end.err()).startsWith("mailyard: the chain is broken at row ").hasLineCount(1);
        return end.err();
    }

    @ParameterizedTest
    @StoresOfRun
    void chain_isVerifiedBesideTheServer_andAgainstANotedHead(StoreKind kind) throws SQLException {
        TestStores.StoreLocation location = TestServer.usedPlace(kind);
        try (Program server = Program.serve(location)) {
            Api api = server.api(location.folder());
            for (int i = 0; i < 5; i++) {
                api.newAccount();
            }
            Program.End whole = Program.run(command(location));
            assertThat(whole.code()).as(whole.err()).isZero();
            assertThat(whole.err()).isEmpty();
            Matcher said = WHOLE.matcher(whole.out());
            assertThat(said.matches()).as(whole.out()).isTrue();
            long rows = Long.parseLong(said.group(1));
            String head = said.group(2);
            api.newAccount();
            assertThat(verify(location, "--head", head).out())
                    .startsWith("whole: " + (rows + 1) + " rows");

            cutAfter(location, rows - 1);
            assertThat(verify(location).code()).as("a cut that the head hides").isZero();
            assertThat(broken(verify(location, "--head", head)))
                    .contains("row " + rows + " is missing");
            api.newAccount();
            assertThat(verify(location).code()).as("a row in the place of another").isZero();
            assertThat(broken(verify(location, "--head", head)))
                    .contains("row " + rows + " has not the hash that was noted");

            change(location, "UPDATE audit SET actor = 'another' WHERE id = 3");
            assertThat(broken(verify(location))).contains("row 3 was changed");
        }
    }

    /** As one does who covers his tracks: the head is made to fit. */
    private static void cutAfter(TestStores.StoreLocation location, long id) throws SQLException {
        change(location, "DELETE FROM audit WHERE id > " + id);
        change(
                location,
                "UPDATE audit_head SET id = "
                        + id
                        + ", hash = (SELECT hash FROM audit WHERE id = "
                        + id
                        + ")");
    }

    static void change(TestStores.StoreLocation location, String sql) throws SQLException {
        String url =
                location.config().url().isEmpty()
                        ? "jdbc:sqlite:" + location.folder().resolve("mailyard.db")
                        : "jdbc:" + location.config().url();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void missingStore_isReportedAndNoneIsCreated() {
        Program.End end = Program.run("audit", "verify", "--data", folder.toString());
        assertThat(end.code()).isEqualTo(1);
        assertThat(end.err()).startsWith("mailyard: there is no store in ").hasLineCount(1);
        assertThat(Files.exists(folder.resolve("mailyard.db"))).isFalse();
        Program.End wrong = Program.runHere("audit", "verify", "--head", "12");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).startsWith("mailyard: --head: '12' is not ").hasLineCount(1);
    }
}
