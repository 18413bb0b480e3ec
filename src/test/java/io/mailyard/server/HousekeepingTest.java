package io.mailyard.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.db.DataFolder;
import io.mailyard.db.Database;
import io.mailyard.db.DrainedStore;
import io.mailyard.testing.Await;
import io.mailyard.testing.HeardLog;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestStores;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Small tasks that come again and again. */
final class HousekeepingTest {
    private static List<String> lines(HeardLog log, String target) {
        return log.lines().stream()
                .map(line -> line.record())
                .filter(record -> record.getLoggerName().endsWith(".Housekeeping"))
                .map(record -> record.getMessage())
                .filter(line -> line.contains(target))
                .toList();
    }

    @Test
    void storeThatIsMoved_isOneLineOfTheLog_forEachMove() {
        TestStores.StoreLocation file = TestStores.migratedPlace(StoreKind.SQLITE);
        try (HeardLog log = HeardLog.open();
                DataFolder folder = DataFolder.open(file.folder());
                Database database = file.open()) {
            Runnable task = () -> database.write(tx -> tx.nextId("messages"));
            Housekeeping housekeeping =
                    new Housekeeping(List.of(task, task), List.of(task), List.of());
            for (int move = 1; move <= 2; move++) {
                try (DrainedStore _ =
                        DrainedStore.hold(
                                folder.path(),
                                "postgresql://db.example.com/mailyard",
                                Duration.ofSeconds(30),
                                Clock.systemUTC(),
                                underWay -> {})) {
                    for (int round = 0; round < 3; round++) {
                        housekeeping.round();
                    }
                    assertThat(lines(log, "the store is being moved")).hasSize(move);
                }
                Await.until(() -> database.gate().closed().isEmpty());
                housekeeping.round();
            }
            assertThat(lines(log, "housekeeping")).hasSize(2);
        }
    }
}
