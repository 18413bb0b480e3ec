package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.StartException;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestStores;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Schemas of three releases in a row, of which two at a time share a store. */
class RollingSchemaTest {
    private static final Clock CLOCK = Clock.systemUTC();

    private static final Migration START =
            Migration.of(
                    "0001-start.sql",
                    """
                    CREATE TABLE sequences (name text PRIMARY KEY, value bigint NOT NULL) ${clustered};
                    CREATE TABLE write_lock (id bigint PRIMARY KEY) ${strict};
                    INSERT INTO write_lock (id) VALUES (1);
                    CREATE TABLE server_processes (
                      id text PRIMARY KEY, version text NOT NULL, schema bigint, heard_at bigint NOT NULL
                    ) ${clustered};
                    CREATE TABLE thing (id bigint PRIMARY KEY, old text) ${strict};
                    """);
    private static final Migration COLUMN =
            Migration.of("0002-column.sql", "ALTER TABLE thing ADD COLUMN fresh text;\n");
    private static final Migration WITHOUT_OLD =
            Migration.of(
                    "0003-without-old.sql",
                    Migration.MigrationPhase.CONTRACT,
                    "ALTER TABLE thing DROP COLUMN old;\n");
    private static final Migration TABLE =
            Migration.of(
                    "0004-table.sql", "CREATE TABLE other (id bigint PRIMARY KEY) ${strict};\n");

    private static final Migrations FIRST = new Migrations(List.of(START), List.of());
    private static final Migrations SECOND =
            new Migrations(List.of(START, COLUMN, WITHOUT_OLD), List.of(new Release("1.0", 1)));
    private static final Migrations THIRD =
            new Migrations(
                    List.of(START, COLUMN, WITHOUT_OLD, TABLE),
                    List.of(new Release("1.0", 1), new Release("2.0", 3)));

    private static Database open(TestStores.StoreLocation location, Migrations program) {
        return Stores.open(location.config(), location.folder(), CLOCK, program);
    }

    private static List<Migration> contract(TestStores.StoreLocation location, Migrations program)
            throws SQLException {
        try (StoreSession session = writer(location)) {
            return new SchemaUpgrade(program, session, CLOCK, false, false).contract();
        }
    }

    private static StoreSession writer(TestStores.StoreLocation location) throws SQLException {
        return location.config().dialect() == Dialect.SQLITE
                ? new SqliteFile(location.folder().resolve(SqliteFile.NAME)).writer()
                : new Postgres(location.config()).writer();
    }

    private static long write(Database database) {
        return database.write(tx -> {
            tx.update("INSERT INTO thing (id) VALUES (?)", tx.nextId("thing"));
            return tx.number("SELECT count(*) FROM thing");
        });
    }

    /** The advisory lock is the one in SchemaUpgrade, the same in every version. */
    @Test
    void start_waitsForAnotherServerThatChangesTheSchema() throws Exception {
        TestStores.StoreLocation location = TestStores.placeInOwnDatabase();
        CompletableFuture<Database> opened;
        try (StoreSession other = writer(location)) {
            other.execute("SELECT pg_advisory_xact_lock(1297699396)");
            opened = CompletableFuture.supplyAsync(() -> open(location, FIRST));
            // longer than it waits at once
            assertThatThrownBy(() -> opened.get(4, TimeUnit.SECONDS))
                    .isInstanceOf(TimeoutException.class);
            other.rollback();
        }
        try (Database database = opened.get(30, TimeUnit.SECONDS)) {
            assertThat(write(database)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void start_appliesOnlyWhatTheReleaseBeforeGoesOnWith(StoreKind kind) {
        TestStores.StoreLocation location = TestStores.place(kind);
        open(location, FIRST).close();
        try (Database newer = open(location, SECOND)) {
            assertThat(newer.<Long>read(tx -> tx.number("SELECT count(fresh) FROM thing")))
                    .isZero();
            assertThat(newer.<Long>read(tx -> tx.number("SELECT count(old) FROM thing"))).isZero();
        }
        // the way back is open: the release before starts again, and the newer one after it
        try (Database older = open(location, FIRST)) {
            assertThat(write(older)).isEqualTo(1);
        }
        try (Database newer = open(location, SECOND)) {
            assertThat(write(newer)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void contract_endsTheWayBack(StoreKind kind) throws SQLException {
        TestStores.StoreLocation location = TestStores.place(kind);
        open(location, FIRST).close();
        open(location, SECOND).close();
        assertThat(contract(location, SECOND)).containsExactly(COLUMN, WITHOUT_OLD);
        assertThat(contract(location, SECOND)).isEmpty();
        assertThatThrownBy(() -> open(location, FIRST))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "the store's schema is version 3, this program knows up to 1: start the"
                                + " newer program");
        try (Database newer = open(location, SECOND)) {
            assertThat(write(newer)).isEqualTo(1);
            assertThatThrownBy(() -> newer.read(tx -> tx.number("SELECT count(old) FROM thing")))
                    .hasMessageContaining("old");
        }
    }

    @ParameterizedTest
    @EnumSource
    void releaseAfter_endsWhatTheOneBeforeLeft(StoreKind kind) {
        TestStores.StoreLocation location = TestStores.place(kind);
        open(location, FIRST).close();
        open(location, SECOND).close();
        open(location, THIRD).close();
        // the second goes on with the third's schema, the first does not
        try (Database second = open(location, SECOND)) {
            assertThat(write(second)).isEqualTo(1);
        }
        assertThatThrownBy(() -> open(location, FIRST)).isInstanceOf(StartException.class);
    }

    @ParameterizedTest
    @EnumSource
    void releaseAfter_skipsOneReleaseWhereNothingRuns(StoreKind kind) {
        TestStores.StoreLocation location = TestStores.place(kind);
        open(location, FIRST).close();
        try (Database third = open(location, THIRD)) {
            assertThat(write(third)).isEqualTo(1);
        }
        assertThatThrownBy(() -> open(location, FIRST)).isInstanceOf(StartException.class);
    }

    @ParameterizedTest
    @EnumSource
    void schemaThatIsAhead_isRefusedByAProgramThatItDoesNotServe(StoreKind kind)
            throws SQLException {
        TestStores.StoreLocation location = TestStores.place(kind);
        open(location, FIRST).close();
        try (StoreSession session = writer(location)) {
            session.beginWrite();
            SchemaState.prepare(session);
            SchemaState.recordExpansion(session, TABLE, 3, CLOCK);
            session.commit();
        }
        assertThatThrownBy(() -> open(location, FIRST))
                .isInstanceOf(StartException.class)
                .hasMessageMatching(
                        "the store's schema is version 4 of Mailyard .+, beside which programs work that"
                                + " know 3 or more; this program knows up to 1: start the newer program");
    }

    @ParameterizedTest
    @EnumSource
    void newStore_andOneThatWasUpgradedInPhases_areTheSame(StoreKind kind) throws SQLException {
        TestStores.StoreLocation upgraded = TestStores.place(kind);
        open(upgraded, FIRST).close();
        open(upgraded, SECOND).close();
        open(upgraded, THIRD).close();
        contract(upgraded, THIRD);
        TestStores.StoreLocation made = TestStores.place(kind);
        open(made, THIRD).close();
        try (StoreSession one = writer(upgraded);
                StoreSession other = writer(made)) {
            assertThat(StoreTables.of(one)).isEqualTo(StoreTables.of(other));
            assertThat(SchemaState.read(one)).isEqualTo(SchemaState.read(other));
        }
    }

    @Test
    void serversOfTwoReleases_writeSideBySide_untilTheContract() throws SQLException {
        TestStores.StoreLocation location = TestStores.place(StoreKind.POSTGRESQL);
        try (Database older = open(location, FIRST)) {
            try (ServerPresence presence = ServerPresence.of(older, FIRST).start()) {
                assertThat(presence).isNotNull();
                try (Database newer = open(location, SECOND);
                        ServerPresence two = ServerPresence.of(newer, SECOND).start()) {
                    assertThat(two).isNotNull();
                    assertThat(write(older)).isEqualTo(1);
                    assertThat(write(newer)).isEqualTo(2);
                    assertThat(write(older)).isEqualTo(3);
                    assertThatThrownBy(() -> contract(location, SECOND))
                            .isInstanceOf(StartException.class)
                            .hasMessageContaining("a server of version")
                            .hasMessageContaining("--force");
                }
                // two releases ahead is one too many, and leaves everything as it was
                assertThatThrownBy(() -> open(location, THIRD))
                        .isInstanceOf(StartException.class)
                        .hasMessageContaining("servers of older versions");
                assertThat(write(older)).isEqualTo(4);
            }
            assertThat(contract(location, SECOND)).hasSize(2);
            assertThatThrownBy(() -> write(older))
                    .isInstanceOf(StoreAwayException.class)
                    .hasMessageContaining("writes no more");
            try (Database newer = open(location, SECOND);
                    ServerPresence two = ServerPresence.of(newer, SECOND).start()) {
                assertThat(two).isNotNull();
                assertThat(write(newer)).isEqualTo(5);
                // the release after begins beside the second
                try (Database third = open(location, THIRD)) {
                    assertThat(write(third)).isEqualTo(6);
                    assertThat(write(newer)).isEqualTo(7);
                }
            }
        }
    }

    @Test
    void expansion_waitsForWhoReadsTheTable_andWritersOnlyForAMoment() throws Exception {
        TestStores.StoreLocation location = TestStores.place(StoreKind.POSTGRESQL);
        AtomicBoolean written = new AtomicBoolean();
        try (Database older = open(location, FIRST);
                StoreSession backup = new Postgres(location.config()).patientReader()) {
            backup.beginRead();
            backup.number("SELECT count(*) FROM thing");
            CompletableFuture<Void> upgrade =
                    CompletableFuture.runAsync(
                            () -> open(location, SECOND).close(), Thread::startVirtualThread);
            // the table stays read for longer than a step waits: 2 s, and half a second between
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(3500);
            while (System.nanoTime() < end) {
                older.write(tx -> tx.nextId("other"));
                written.set(true);
            }
            assertThat(upgrade).isNotDone();
            assertThat(written).isTrue();
            backup.endRead();
            upgrade.get(20, TimeUnit.SECONDS);
            assertThat(write(older)).isEqualTo(1);
        }
    }

    /** The limits of the program's own statements are not those of a step. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void stepThatTakesLong_isNotLimited_andTheManagerHearsThatItGoesOn(boolean contracting)
            throws SQLException {
        TestStores.StoreLocation location = TestStores.place(StoreKind.POSTGRESQL);
        Migration slow =
                Migration.of(
                        "0002-slow.sql",
                        contracting
                                ? Migration.MigrationPhase.CONTRACT
                                : Migration.MigrationPhase.EXPAND,
                        """
                        SELECT pg_sleep(2.5);
                        INSERT INTO thing (id, old) SELECT 7, current_setting('statement_timeout');
                        """);
        Migrations program = new Migrations(List.of(START, slow), List.of(new Release("1.0", 1)));
        open(location, FIRST).close();
        StoreConfig impatient = location.config().elsewhere(limited(location.config().url()));
        AtomicInteger heard = new AtomicInteger();
        OpeningProgress progress =
                new OpeningProgress(Duration.ofMillis(100), heard::incrementAndGet);
        try (OpeningProgress.Repetition _ = progress.begin();
                Database _ = Stores.open(impatient, location.folder(), CLOCK, program)) {
            if (contracting) {
                Stores.contract(impatient, location.folder(), CLOCK, program);
            }
        }
        int before = heard.get();
        assertThat(before).isGreaterThan(5);
        try (StoreSession session = writer(location)) {
            assertThat(session.query("SELECT old FROM thing WHERE id = 7", row -> row.text(1)))
                    .containsExactly("0");
        }
        assertThat(heard).as("nothing is said once it is open").hasValue(before);
    }

    /** The driver's own limit, which a URL may set: a second for each answer. */
    private static String limited(String url) {
        return url + (url.contains("?") ? "&" : "?") + "socketTimeout=1";
    }
}
