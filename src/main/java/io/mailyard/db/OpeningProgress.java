package io.mailyard.db;

import java.time.Duration;
import java.util.Optional;

/**
 * Says that the opening of a store goes on, which may take as long as its largest table is large.
 *
 * @param every how often it is said
 * @param report says it; must not throw
 */
public record OpeningProgress(Duration every, Runnable report) {
    /** Nobody has to hear of it. */
    static final OpeningProgress NONE = new OpeningProgress(Duration.ZERO, () -> {});

    /** Says it at once and then again and again, until it is closed. */
    public Repetition begin() {
        if (every.isZero()) {
            return new Repetition(Optional.empty());
        }
        report.run();
        return new Repetition(
                Optional.of(
                        Thread.ofPlatform().daemon().name("opening-progress").start(this::repeat)));
    }

    private void repeat() {
        try {
            while (true) {
                Thread.sleep(every);
                report.run();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Report that is repeated until this is closed. */
    public record Repetition(Optional<Thread> thread) implements AutoCloseable {
        /** Waits for the last one, so that nothing comes after what is said next. */
        @Override
        public void close() {
            thread.ifPresent(running -> {
                running.interrupt();
                try {
                    running.join();
                } catch (InterruptedException stopping) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }
}
