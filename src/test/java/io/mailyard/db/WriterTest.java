package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestStores;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The writer's limits and what several processes see of each other. */
final class WriterTest {
    @Test
    void writesBeyondTheQueue_areRefusedAndOthersStored() throws Exception {
        try (Database db = Things.open(StoreKind.SQLITE);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch writing = new CountDownLatch(1);
            CountDownLatch enough = new CountDownLatch(1);
            Future<?> slow =
                    threads.submit(() ->
                            db.write(tx -> {
                                writing.countDown();
                                return awaited(enough);
                            }));
            writing.await();
            List<Future<?>> queued = new ArrayList<>();
            for (int i = 1; i <= Writer.QUEUE + 10; i++) {
                int n = i;
                queued.add(threads.submit(() -> db.write(tx -> Things.add(tx, n, "thing"))));
            }
            long refused = 0;
            while (refused < 10) {
                refused = queued.stream().filter(Future::isDone).count();
                Thread.sleep(5);
            }
            enough.countDown();
            slow.get();
            for (Future<?> future : queued) {
                try {
                    future.get();
                } catch (java.util.concurrent.ExecutionException e) {
                    assertThat(e.getCause()).isInstanceOf(StoreBusyException.class);
                }
            }
            assertThat(refused).isEqualTo(10);
            assertThat(Things.names(db)).hasSize(Writer.QUEUE);
        }
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SQLite's own limit stands for the disk's. */
    @Test
    void writeOnAFullDisk_failsClearlyAndRecovers() {
        try (Database db = Things.open(StoreKind.SQLITE)) {
            db.write(tx -> Things.add(tx, 1, "before"));
            db.write(tx -> tx.number("PRAGMA max_page_count = 1"));
            String big = "x".repeat(1 << 20);
            assertThatThrownBy(() -> db.write(tx -> Things.add(tx, 2, big)))
                    .isInstanceOf(StoreAwayException.class)
                    .hasMessageContaining("full");
            assertThat(Things.names(db)).containsExactly("before");
            // the writer has a new connection, without the limit
            db.write(tx -> Things.add(tx, 2, big));
            assertThat(Things.names(db)).hasSize(2);
            assertThat(db.healthy()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void writeOfAnInterruptedCaller_isStoredAndTheInterruptPreserved(StoreKind kind)
            throws Exception {
        try (Database db = Things.open(kind);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> interrupted =
                    threads.submit(() -> {
                        Thread.currentThread().interrupt();
                        db.write(tx -> Things.add(tx, 1, "one"));
                        return Thread.currentThread().isInterrupted();
                    });
            assertThat(interrupted.get()).isTrue();
            assertThat(Things.names(db)).containsExactly("one");
        }
    }

    @ParameterizedTest
    @EnumSource
    void write_insideAWriteIsRefused(StoreKind kind) {
        try (Database db = Things.open(kind)) {
            assertThatThrownBy(() -> db.write(tx -> db.write(inner -> 1)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void tx_isUnusableAfterItsWork(StoreKind kind) {
        try (Database db = Things.open(kind)) {
            AtomicReference<Tx> leaked = new AtomicReference<>();
            db.write(tx -> {
                leaked.set(tx);
                return 1;
            });
            assertThatThrownBy(() -> Things.add(leaked.get(), 1, "late"))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void close_finishesQueuedWrites(StoreKind kind) throws Exception {
        TestStores.StoreLocation location = TestStores.migratedPlace(kind);
        Database db = location.open();
        Things.create(db);
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch enough = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> first =
                    threads.submit(() ->
                            db.write(tx -> {
                                writing.countDown();
                                return awaited(enough);
                            }));
            writing.await();
            List<Future<Integer>> queued = new ArrayList<>();
            for (int i = 1; i <= 50; i++) {
                int n = i;
                queued.add(threads.submit(() -> db.write(tx -> Things.add(tx, n, "thing"))));
            }
            while (db.figures().waiting() < 50) {
                Thread.sleep(5);
            }
            Future<?> closing = threads.submit(db::close);
            enough.countDown();
            closing.get();
            assertThat(first.get()).isTrue();
            for (Future<Integer> future : queued) {
                assertThat(future.get()).isEqualTo(1);
            }
        }
        try (Database again = location.open()) {
            assertThat(Things.names(again)).hasSize(50);
        }
    }

    /** Two of the program on one store: what one checks, the other cannot change before it acts. */
    @ParameterizedTest
    @EnumSource
    void checkAndAct_isOneStepAmongTwoPrograms(StoreKind kind) throws Exception {
        TestStores.StoreLocation location = TestStores.migratedPlace(kind);
        try (Database database = location.open();
                Database two = location.open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Things.create(database);
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Database db = i % 2 == 0 ? database : two;
                all.add(threads.submit(() -> db.write(WriterTest::addUnlessTen)));
            }
            int added = 0;
            for (Future<Boolean> future : all) {
                added += future.get() ? 1 : 0;
            }
            assertThat(added).isEqualTo(10);
            assertThat(Things.names(two)).hasSize(10);
            assertThat(database.<Long>write(tx -> tx.nextId("thing"))).isEqualTo(11);
        }
    }

    private static boolean addUnlessTen(Tx tx) {
        if (tx.number("SELECT count(*) FROM things") >= 10) {
            return false;
        }
        Things.add(tx, tx.nextId("thing"), "thing");
        return true;
    }
}
