package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestStores;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link Database#write} promises. */
final class WriteContractTest {
    @ParameterizedTest
    @EnumSource
    void write_survivesReopening(StoreKind kind) {
        TestStores.StoreLocation location = TestStores.migratedPlace(kind);
        try (Database db = location.open()) {
            Things.create(db);
            db.write(tx -> Things.add(tx, 1, "one"));
        }
        try (Database db = location.open()) {
            assertThat(Things.names(db)).containsExactly("one");
        }
    }

    @ParameterizedTest
    @EnumSource
    void failedWrite_isRolledBack(StoreKind kind) {
        try (Database db = Things.open(kind)) {
            assertThatThrownBy(() ->
                            db.write(tx -> {
                                Things.add(tx, 1, "one");
                                throw new IllegalArgumentException("no");
                            }))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no");
            assertThat(Things.names(db)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void brokenConstraint_isReported(StoreKind kind) {
        try (Database db = Things.open(kind)) {
            db.write(tx -> Things.add(tx, 1, "one"));
            assertThatThrownBy(() -> db.write(tx -> Things.add(tx, 1, "again")))
                    .isInstanceOf(ConstraintException.class);
            assertThat(Things.names(db)).containsExactly("one");
        }
    }

    @ParameterizedTest
    @EnumSource
    void write_failsAfterACaughtStatementFailure(StoreKind kind) {
        try (Database db = Things.open(kind)) {
            db.write(tx -> Things.add(tx, 1, "one"));
            assertThatThrownBy(() ->
                            db.write(tx -> {
                                try {
                                    return Things.add(tx, 1, "again");
                                } catch (ConstraintException e) {
                                    return 0;
                                }
                            }))
                    .isInstanceOf(ConstraintException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void group_losesOnlyItsFailingMembers(StoreKind kind) throws Exception {
        try (Database db = Things.open(kind)) {
            List<Callable<String>> calls = new ArrayList<>();
            for (int i = 1; i <= 200; i++) {
                int n = i;
                calls.add(() -> db.write(tx -> half(tx, n)));
            }
            List<String> outcomes = together(calls);
            for (int n = 1; n <= 200; n++) {
                assertThat(outcomes.get(n - 1)).isEqualTo(n % 7 == 0 ? "thrown" : "kept " + n);
            }
            assertThat(Things.names(db)).hasSize(200 - 200 / 7);
        }
    }

    private static String half(Tx tx, int n) {
        Things.add(tx, n, "thing " + n);
        if (n % 7 == 0) {
            throw new IllegalArgumentException("half-way");
        }
        return "kept " + n;
    }

    @ParameterizedTest
    @EnumSource
    void nextId_hasNoGapsAndNoDuplicates(StoreKind kind) throws Exception {
        try (Database db = Things.open(kind)) {
            List<Callable<String>> calls = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                boolean fails = i % 5 == 0;
                calls.add(() -> db.write(tx -> numbered(tx, fails)));
            }
            List<Long> ids =
                    together(calls).stream()
                            .filter(outcome -> !outcome.equals("thrown"))
                            .map(Long::valueOf)
                            .sorted()
                            .toList();
            assertThat(ids).isEqualTo(LongStream.rangeClosed(1, 240).boxed().toList());
            assertThat(db.<Long>write(tx -> tx.nextId("thing"))).isEqualTo(241);
            assertThat(db.<Long>write(tx -> tx.nextId("other"))).isEqualTo(1);
        }
    }

    private static String numbered(Tx tx, boolean fails) {
        long id = tx.nextId("thing");
        Things.add(tx, id, "thing " + id);
        if (fails) {
            throw new IllegalArgumentException("half-way");
        }
        return Long.toString(id);
    }

    @ParameterizedTest
    @EnumSource
    void dryRun_showsWhatWouldHappenAndLeavesNothing(StoreKind kind) {
        try (Database db = Things.open(kind)) {
            List<String> log = new ArrayList<>();
            long id =
                    db.dryRun(tx -> {
                        long next = tx.nextId("thing");
                        Things.add(tx, next, "one");
                        tx.stage(Things.STAGE, "staged");
                        tx.afterCommit(() -> log.add("committed"));
                        assertThat(tx.staged(Things.STAGE)).containsExactly("staged");
                        return next + tx.number("SELECT count(*) FROM things");
                    });
            assertThat(id).isEqualTo(2);
            assertThat(log).isEmpty();
            assertThat(Things.names(db)).isEmpty();
            assertThat(db.<Long>write(tx -> tx.nextId("thing"))).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void stage_getsTheItemsOfTheWritesThatSucceeded(StoreKind kind) throws Exception {
        try (Database db = Things.open(kind)) {
            List<Callable<String>> calls = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int n = i;
                calls.add(() -> db.write(tx -> staging(tx, n)));
            }
            together(calls);
            List<String> expected = new ArrayList<>();
            for (int n = 0; n < 100; n++) {
                if (n % 9 != 0) {
                    expected.add("a" + n);
                    expected.add("b" + n);
                }
            }
            List<String> names = Things.names(db);
            assertThat(names).containsExactlyInAnyOrderElementsOf(expected);
            for (int n = 1; n < 9; n++) {
                assertThat(names.indexOf("b" + n)).isGreaterThan(names.indexOf("a" + n));
            }
        }
    }

    private static String staging(Tx tx, int n) {
        tx.stage(Things.STAGE, "a" + n);
        tx.stage(Things.STAGE, "b" + n);
        if (n % 9 == 0) {
            throw new IllegalArgumentException("after staging");
        }
        return "";
    }

    @ParameterizedTest
    @EnumSource
    void failedStage_failsOnlyItsWrite(StoreKind kind) throws Exception {
        try (Database db = Things.open(kind)) {
            List<Callable<String>> calls = new ArrayList<>();
            for (int i = 1; i <= 20; i++) {
                String item = i == 10 ? Things.REFUSED : "thing " + i;
                calls.add(() ->
                        db.write(tx -> {
                            tx.stage(Things.STAGE, item);
                            return item;
                        }));
            }
            List<String> outcomes = together(calls);
            assertThat(outcomes).hasSize(20);
            assertThat(outcomes.get(9)).isEqualTo("thrown");
            assertThat(Things.names(db)).hasSize(19);
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterCommit_runsBeforeTheCallerContinues(StoreKind kind) {
        try (Database db = Things.open(kind)) {
            List<String> log = new ArrayList<>();
            db.write(tx -> {
                tx.afterCommit(() -> log.addAll(Things.names(db)));
                return Things.add(tx, 1, "one");
            });
            assertThat(log).containsExactly("one");
        }
    }

    /** Runs all at once; what each returned, or "thrown". */
    private static List<String> together(List<Callable<String>> calls) throws Exception {
        List<String> outcomes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> futures = new ArrayList<>();
            for (Callable<String> call : calls) {
                futures.add(threads.submit(call));
            }
            for (Future<String> future : futures) {
                try {
                    outcomes.add(future.get());
                } catch (java.util.concurrent.ExecutionException e) {
                    outcomes.add("thrown");
                }
            }
        }
        return outcomes;
    }
}
