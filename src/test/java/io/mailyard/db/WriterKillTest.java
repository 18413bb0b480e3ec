package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestStores;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was acknowledged outlives the process, however it ends. */
final class WriterKillTest {
    private static final int CLIENTS = 8;
    private static final int ENOUGH = 500;

    /** Writes until it is killed; a line of output for each write that returned. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws InterruptedException {
            Database db = Stores.open(StoreConfig.at(args[1]), Path.of(args[0]), Clock.systemUTC());
            Thread last = Thread.currentThread();
            for (int i = 0; i < CLIENTS; i++) {
                last = Thread.ofVirtual().start(() -> writeForEver(db));
            }
            last.join();
        }

        private static void writeForEver(Database db) {
            while (true) {
                long id =
                        db.write(tx -> {
                            long next = tx.nextId("thing");
                            Things.add(tx, next, "thing " + next);
                            return next;
                        });
                System.out.println(id);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void acknowledgedWrite_survivesKill(StoreKind kind) throws Exception {
        TestStores.StoreLocation location = TestStores.place(kind);
        try (Database db = location.open()) {
            Things.create(db);
        }
        Set<Long> acknowledged = killed(location);
        try (Database db = location.open()) {
            Set<Long> found =
                    new HashSet<>(
                            db.read(tx -> tx.query("SELECT id FROM things", row -> row.number(1))));
            assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ENOUGH);
            assertThat(found).containsAll(acknowledged);
            assertThat(db.<Long>write(tx -> tx.nextId("thing"))).isEqualTo(found.size() + 1);
        }
    }

    private static Set<Long> killed(TestStores.StoreLocation location) throws IOException {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Child.class.getName(),
                                location.folder().toString(),
                                location.config().url())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        Set<Long> acknowledged = new HashSet<>();
        try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.matches("\\d+")) {
                    acknowledged.add(Long.valueOf(line));
                }
                if (acknowledged.size() == ENOUGH) {
                    child.toHandle().destroyForcibly();
                }
            }
        } finally {
            child.toHandle().destroyForcibly();
        }
        return acknowledged;
    }
}
