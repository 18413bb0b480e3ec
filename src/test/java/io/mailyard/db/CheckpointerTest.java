package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/**
 * The embedded store's log is copied to its place beside the writer, and never grows without end.
 */
final class CheckpointerTest {
    private static final String TEXT = "x".repeat(1_000_000);

    private final TestStores.StoreLocation location = TestStores.migratedPlace(StoreKind.SQLITE);

    @Test
    void log_isCopiedToItsPlaceBeforeTheWriterMust() {
        try (Database db = open()) {
            write(db, 40);

            // 40 MB are less than what makes the writer copy by itself
            Await.until("pages are in their place", () -> size("mailyard.db") > 20_000_000);
            assertThat(size("mailyard.db-wal")).isLessThan(64_000_000);
        }
    }

    @Test
    void log_beginsAnewThoughWritesNeverPause() {
        try (Database db = open()) {
            write(db, 150);

            assertThat(size("mailyard.db-wal")).isLessThan(100_000_000);
            assertThat(Things.names(db)).hasSize(150);
        }
    }

    private Database open() {
        Database db = location.open();
        Things.create(db);
        return db;
    }

    private static void write(Database db, int rows) {
        for (int i = 1; i <= rows; i++) {
            int n = i;
            db.write(tx -> Things.add(tx, n, TEXT));
        }
    }

    private long size(String file) {
        try {
            return Files.size(location.folder().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
