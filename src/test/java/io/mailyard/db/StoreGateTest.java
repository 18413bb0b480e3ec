package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.StartException;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gate of a store that is moved while a process uses it. */
final class StoreGateTest {
    private static final String TARGET = "postgresql://db.example.com/mailyard";
    private static final Clock CLOCK = Clock.systemUTC();

    private static DrainedStore hold(TestStores.StoreLocation at, Duration wait) {
        return DrainedStore.hold(at.folder(), TARGET, wait, CLOCK, underWay -> {});
    }

    private static DrainedStore hold(TestStores.StoreLocation at) {
        return hold(at, Duration.ofSeconds(30));
    }

    private static long write(Database database) {
        return database.<Long>write(tx -> tx.nextId("messages"));
    }

    @Test
    void heldStore_refusesWrites_answersReads_andIsOpenAgainOnceLetGo() {
        TestStores.StoreLocation file = TestStores.migratedPlace(StoreKind.SQLITE);
        try (DataFolder folder = DataFolder.open(file.folder());
                Database database = file.open()) {
            try (DrainedStore held = hold(file)) {
                assertThat(held.isOfRunningServer()).isTrue();
                assertThat(database.gate().drains()).isTrue();
                assertThat(database.gate().closed())
                        .contains("the store is being moved to " + TARGET);
                assertThatThrownBy(() -> write(database))
                        .isInstanceOf(StoreAwayException.class)
                        .hasMessageContaining("is being moved");
                assertThatThrownBy(() -> database.dryRun(tx -> tx.nextId("messages")))
                        .isInstanceOf(StoreAwayException.class);
                assertThat(database.healthy()).isFalse();
                assertThat(database.<Long>read(tx -> tx.number("SELECT count(*) FROM sequences")))
                        .isPositive();
                assertThatThrownBy(() -> hold(file))
                        .isInstanceOf(StartException.class)
                        .hasMessageContaining("is being moved");
            }
            Await.until(() -> database.gate().closed().isEmpty());
            assertThat(write(database)).isPositive();
            assertThat(database.gate().drains()).isFalse();
            assertThat(folder.path()).isDirectory();
        }
    }

    @Test
    void folderWhoseStoreIsMoved_isNotOpened_andOneWithoutServerIsHeldByItsLock() {
        TestStores.StoreLocation file = TestStores.migratedPlace(StoreKind.SQLITE);
        DataFolder server = DataFolder.open(file.folder());
        Database database = file.open();
        try (DrainedStore held = hold(file)) {
            database.close();
            server.close();
            assertThat(held.isOfRunningServer()).isTrue();
            assertThatThrownBy(() -> DataFolder.open(file.folder()))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("is being moved to " + TARGET);
        }
        try (DrainedStore held = hold(file)) {
            assertThat(held.isOfRunningServer()).isFalse();
            assertThatThrownBy(() -> DataFolder.open(file.folder()))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("in use by another process");
        }
        DataFolder.open(file.folder()).close();
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void markOfAMove_endsWriting_alsoOfAProcessThatHeardOfNone(StoreKind kind) throws SQLException {
        TestStores.StoreLocation store = TestStores.migratedPlace(kind);
        try (Database database = store.open()) {
            write(database);
            try (MoveSide side = MoveSide.target(store.config(), store.folder())) {
                side.begin();
                SchemaState.mark(side.session(), SchemaState.MOVED, TARGET, CLOCK);
                side.commit();
            }
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> write(database))
                        .isInstanceOf(StoreAwayException.class)
                        .hasMessageContaining("was moved to another place");
            }
            assertThat(database.gate().closed())
                    .hasValueSatisfying(why -> assertThat(why).contains(TARGET));
            assertThat(database.healthy()).isFalse();
        }
        assertThatThrownBy(store::open)
                .isInstanceOf(StartException.class)
                .hasMessageContaining("was moved to " + TARGET);
    }

    @Test
    void requestOfADeadMove_counts_forNothing() throws IOException {
        TestStores.StoreLocation file = TestStores.migratedPlace(StoreKind.SQLITE);
        Path request = file.folder().resolve(MoveRequest.FILE);
        for (String left : new String[] {"c\n7\n1\n" + TARGET + "\n", "d\n7\n", "", "\n\n\n\n\n"}) {
            Files.writeString(request, left);
            assertThat(MoveRequest.read(file.folder())).as(left).isEmpty();
            try (DataFolder folder = DataFolder.open(file.folder());
                    Database database = file.open()) {
                assertThat(write(database)).isPositive();
                assertThat(folder.path()).isDirectory();
            }
        }
    }

    @Test
    void workUnderWay_isWaitedFor_andAStoreWhereItDoesNotEndGoesOn() throws SQLException {
        TestStores.StoreLocation file = TestStores.migratedPlace(StoreKind.SQLITE);
        try (DataFolder folder = DataFolder.open(file.folder());
                Database database = file.open()) {
            database.write(tx ->
                    tx.update(
                            "INSERT INTO webhook_states (webhook_id, queued, delivered, dropped, failures,"
                                    + " last_answer, next_attempt_at, lease_owner, lease_until)"
                                    + " VALUES (1, 0, 0, 0, 0, '', 0, 'x', ?)",
                            Long.MAX_VALUE));
            assertThatThrownBy(() -> hold(file, Duration.ZERO))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining(
                            "1 recipients or requests of webhooks are still under way");
            Await.until(() -> !database.gate().drains());
            write(database);
            database.write(tx -> tx.update("UPDATE webhook_states SET lease_until = 0"));
            hold(file).close();
            assertThat(folder.path()).isDirectory();
        }
    }

    @Test
    void moveOfARunningStore_thatEndedEarly_beginsAnew_andTakesWhatWasWrittenSince()
            throws SQLException {
        TestStores.StoreLocation file = TestStores.migratedPlace(StoreKind.SQLITE);
        TestStores.StoreLocation postgres = TestStores.place(StoreKind.POSTGRESQL);
        try (DataFolder folder = DataFolder.open(file.folder());
                Database database = file.open()) {
            long first = write(database);
            AtomicInteger told = new AtomicInteger();
            assertThatThrownBy(() ->
                            move(
                                    file,
                                    postgres,
                                    (what, rows, total) -> {
                                        if (what.startsWith("index")
                                                && told.incrementAndGet() > 2) {
                                            throw new IllegalStateException("killed");
                                        }
                                    }))
                    .hasMessage("killed");
            // the mark of the source was made by then: nobody writes, and the move goes on
            assertThatThrownBy(() -> write(database)).isInstanceOf(StoreAwayException.class);
            move(file, postgres, (what, rows, total) -> {});
            assertNext(postgres, first);
            assertThat(folder.path()).isDirectory();
        }
    }

    @Test
    void moveOfARunningStore_thatEndedAmidTheCopy_beginsAnew_andTakesWhatWasWrittenSince()
            throws SQLException {
        TestStores.StoreLocation file = TestStores.migratedPlace(StoreKind.SQLITE);
        TestStores.StoreLocation postgres = TestStores.place(StoreKind.POSTGRESQL);
        try (DataFolder folder = DataFolder.open(file.folder());
                Database database = file.open()) {
            database.write(tx ->
                    tx.update(
                            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)"
                                    + " INSERT INTO ledger (account_id, accepted, delivered, bounced, expired, purged)"
                                    + " SELECT i, 1, 1, 0, 0, 0 FROM n"));
            write(database);
            assertThatThrownBy(() ->
                            move(
                                    file,
                                    postgres,
                                    (what, rows, total) -> {
                                        throw new IllegalStateException("killed");
                                    }))
                    .hasMessage("killed");
            Await.until(() -> database.gate().closed().isEmpty());
            database.write(tx -> tx.update("UPDATE ledger SET accepted = 2 WHERE account_id = 7"));
            long last = write(database);

            StoreMove.MovedStore moved = move(file, postgres, (what, rows, total) -> {});

            assertThat(moved.rows()).containsEntry("ledger", 60_000L);
            assertNext(postgres, last);
            try (Database there = postgres.open()) {
                assertThat(there.<Long>read(tx -> tx.number("SELECT sum(accepted) FROM ledger")))
                        .isEqualTo(60_001L);
            }
            assertThat(folder.path()).isDirectory();
        }
    }

    private static void assertNext(TestStores.StoreLocation at, long last) {
        try (Database there = at.open()) {
            assertThat(write(there)).isEqualTo(last + 1);
        }
    }

    private static StoreMove.MovedStore move(
            TestStores.StoreLocation from,
            TestStores.StoreLocation to,
            StoreMove.MoveListener listener) {
        try (DrainedStore held = hold(from)) {
            assertThat(held.isOfRunningServer()).isTrue();
            return new StoreMove(
                            from.config(),
                            from.folder(),
                            to.config(),
                            to.folder(),
                            CLOCK,
                            listener,
                            Optional.of(held))
                    .run();
        }
    }
}
