package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.testing.Drill;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestStores;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code mailyard move} whose process, disk or connection dies, in both directions. */
class MoveKillTest {
    private static final int ROWS = 150_000;
    private static final int KILLS =
            Drill.length("kills amid a move, in each direction", "mailyard.move.kills", 0, 20);

    /** A run is a second or two: kills reach from its start to its end. */
    private static final int LONGEST_MILLIS = 1_500;

    private final TestStores.StoreLocation file = filled();
    private final TestStores.StoreLocation postgres =
            new TestStores.StoreLocation(TestStores.placeInOwnDatabase().config(), file.folder());
    private final TestStores.StoreLocation back =
            new TestStores.StoreLocation(file.config(), TestStores.newFolder());
    private final Random random = new Random(20_261_130);

    private static TestStores.StoreLocation filled() {
        TestStores.StoreLocation location = TestStores.migratedPlace(StoreKind.SQLITE);
        execute(
                location,
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                        + ROWS
                        + ") INSERT INTO suppressions (id, account_id, address, address_key, source, reason, created_at)"
                        + " SELECT i, 1, 'a' || i || '@b.example', 'a' || i || '@b.example', 'account', '', i FROM n");
        return location;
    }

    private static Connection connect(TestStores.StoreLocation at) throws SQLException {
        return DriverManager.getConnection(
                at.config().url().isEmpty()
                        ? "jdbc:sqlite:" + at.folder().resolve("mailyard.db")
                        : "jdbc:" + at.config().url());
    }

    private static void execute(TestStores.StoreLocation at, String sql) {
        try (Connection connection = connect(at);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static void assertWhole(TestStores.StoreLocation at) {
        try (Connection connection = connect(at);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT count(*), sum(id), count(DISTINCT address) FROM suppressions")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getLong(1)).isEqualTo(ROWS);
            assertThat(rows.getLong(2)).isEqualTo((long) ROWS * (ROWS + 1) / 2);
            assertThat(rows.getLong(3)).isEqualTo(ROWS);
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static String[] move(TestStores.StoreLocation from, TestStores.StoreLocation to) {
        List<String> arguments = new ArrayList<>(List.of("move"));
        arguments.addAll(Program.on(from, from.folder()));
        arguments.addAll(
                List.of(
                        "--to",
                        to.config().url().isEmpty() ? to.folder().toString() : to.config().url()));
        return arguments.toArray(String[]::new);
    }

    /** Kills the move some times, and lets the next one end. */
    private void moveWithKills(TestStores.StoreLocation from, TestStores.StoreLocation to) {
        for (int kill = 0; kill < KILLS; kill++) {
            try (Program move = Program.start(move(from, to))) {
                Program.pause(random.nextInt(LONGEST_MILLIS));
                move.kill();
            }
        }
        Program.End end = Program.run(move(from, to));
        // a run that ended before it was killed has moved everything, and this one says so
        assertThat(end.code()).as(end.err()).isZero();
        assertWhole(to);
        Program.End refused = Program.runHere(serve(from));
        assertThat(refused.code()).isEqualTo(78);
        assertThat(refused.err()).contains("this store was moved to ");
    }

    private static String[] serve(TestStores.StoreLocation at) {
        List<String> arguments = new ArrayList<>(List.of("serve", "--listen", "127.0.0.1:0"));
        arguments.addAll(Program.on(at, at.folder()));
        arguments.addAll(List.of("--set", "submission.listen="));
        return arguments.toArray(String[]::new);
    }

    @BeforeEach
    void onlyLong() {
        assumeTrue(KILLS > 0, "a move is killed by ./check --long");
    }

    @Test
    void move_thatIsKilled_goesOn_inBothDirections() {
        moveWithKills(file, postgres);
        moveWithKills(postgres, back);
    }

    @Test
    void targetWithoutRoom_orASourceThatIsLost_stopsTheMove_andTheNextGoesOn() throws Exception {
        assertThat(Program.run(move(file, postgres)).code()).isZero();

        Program.End full = Program.runWithFilesUpTo(6_000, move(postgres, back));
        assertThat(full.code()).isEqualTo(1);
        assertThat(full.err()).contains("repeat it to go on").doesNotContain("Exception");

        try (Program cut = Program.start(move(postgres, back))) {
            Program.pause(700);
            TestStores.cutConnections(postgres.config());
            Program.End end = cut.end();
            assertThat(end.code()).isLessThanOrEqualTo(1);
            assertThat(end.err()).doesNotContain("Exception");
        }
        Program.End end = Program.run(move(postgres, back));
        assertThat(end.code() == 0 || end.err().contains("moved")).as(end.err()).isTrue();
        assertWhole(back);
    }
}
