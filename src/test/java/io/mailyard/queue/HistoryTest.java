package io.mailyard.queue;

import io.mailyard.testing.Drill;
import io.mailyard.testing.StoreKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Lives of a queue by chance. A failure names its seed; {@code -Dqueue.seed=N} lives that one
 * again, {@code -Dqueue.lives=N} lives more of them.
 */
class HistoryTest {
    private static final int STEPS = 120;

    @ParameterizedTest
    @EnumSource
    void randomHistory_keepsTheLedgerBalancedAndSuspendedMailSuspended(StoreKind kind) {
        Long seed = Long.getLong("queue.seed");
        if (seed != null) {
            live(kind, seed);
            return;
        }
        int lives =
                kind == StoreKind.SQLITE
                        ? Drill.length("histories of the queue on " + kind, "queue.lives", 10, 100)
                        : Drill.length("histories of the queue on " + kind, "queue.lives", 3, 25);
        for (int i = 1; i <= lives; i++) {
            live(kind, i);
        }
    }

    private static void live(StoreKind kind, long seed) {
        try (History history = new History(kind, seed)) {
            try {
                for (int step = 0; step < STEPS; step++) {
                    history.step();
                }
                history.drain();
            } catch (RuntimeException | AssertionError fault) {
                throw new AssertionError(
                        "seed "
                                + seed
                                + " (-Dqueue.seed="
                                + seed
                                + ") after\n  "
                                + String.join("\n  ", history.told()),
                        fault);
            }
        }
    }
}
