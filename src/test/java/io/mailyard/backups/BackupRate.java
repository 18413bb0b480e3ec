package io.mailyard.backups;

import io.mailyard.db.Database;
import io.mailyard.db.MoveRate;
import io.mailyard.db.StoreConfig;
import io.mailyard.db.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a backup costs those who write meanwhile: {@code BackupRate FOLDER MESSAGES}. Eight threads
 * write to an embedded store, in turn while nothing else happens and while a backup is made.
 */
public final class BackupRate {
    private static final int THREADS = 8;
    private static final int PAIRS = 3;

    private BackupRate() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args[0]));
        StoreConfig config = StoreConfig.embedded();
        Clock clock = Clock.systemUTC();
        Stores.open(config, folder, clock).close();
        MoveRate.fill(folder, Long.parseLong(args[1]));
        BackupFolder backups = BackupFolder.at(folder.resolve("backups"));
        BackupMaker maker = new BackupMaker(config, folder, "", clock);
        System.out.println("| | seconds | writes a second | p50, ms | p99, ms | longest, ms |");
        System.out.println("|---|---|---|---|---|---|");
        try (Database database = Stores.open(config, folder, clock)) {
            for (int i = 0; i < PAIRS; i++) {
                print("alone", measure(database, () -> Thread.sleep(5_000)));
                print("during a backup", measure(database, () -> maker.make(backups)));
                backups.prune(1, Instant.MAX);
            }
        }
        BackupFolder.Backup last = backups.list().getFirst();
        System.out.printf(
                Locale.ROOT,
                "%nA backup of %d rows and %d MB took %.1f s, check included.%n",
                last.manifest().rows(),
                last.manifest().bytes() >> 20,
                last.manifest().millis() / 1000.0);
    }

    private interface Work {
        void run() throws Exception;
    }

    private record Measured(double seconds, List<Long> nanos) {}

    private static Measured measure(Database database, Work work) throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long began = System.nanoTime();
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                writers.add(
                        threads.submit(() -> {
                            while (!enough.get()) {
                                long at = System.nanoTime();
                                database.write(tx -> tx.nextId("bench"));
                                nanos.add(System.nanoTime() - at);
                            }
                        }));
            }
            double seconds;
            try {
                work.run();
                seconds = (System.nanoTime() - began) / 1e9;
            } finally {
                enough.set(true);
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            return new Measured(seconds, new ArrayList<>(nanos));
        }
    }

    private static void print(String what, Measured measured) {
        List<Long> sorted = measured.nanos().stream().sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "| %s | %.1f | %.0f | %.1f | %.1f | %.0f |%n",
                what,
                measured.seconds(),
                sorted.size() / measured.seconds(),
                sorted.get(sorted.size() / 2) / 1e6,
                sorted.get(sorted.size() * 99 / 100) / 1e6,
                sorted.getLast() / 1e6);
    }
}
