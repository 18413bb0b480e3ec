package io.mailyard.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Waits for what happens in its own time. */
public final class Await {
    /** On a loaded machine everything takes long; a test that waits in vain is rare. */
    private static final Duration MOST = Duration.ofSeconds(60);

    /**
     * Milliseconds between two looks: a twentieth of what has passed, so that a long wait, such as
     * for the end of a lease, costs little and takes hardly longer.
     */
    private static final long LEAST_PAUSE = 10;

    private static final long MOST_PAUSE = 50;

    /** The same where a look costs several processes some milliseconds, as in a browser. */
    private static final long LEAST_PAUSE_OF_COSTLY = 30;

    private static final Path SOURCES = Path.of("src", "test", "java");

    /** Lines of the caller's source that a failure quotes at most. */
    private static final int QUOTED = 4;

    private Await() {}

    /**
     * Returns as soon as {@code condition} holds. After a minute it fails, and quotes the lines of
     * the test that gave the condition.
     */
    public static void until(BooleanSupplier condition) {
        if (!holdsInTime(condition, LEAST_PAUSE)) {
            throw new AssertionError("waited " + MOST.toSeconds() + " s in vain for " + caller());
        }
    }

    /** The same for a condition that costs much to look at: it is looked at less often. */
    static void untilCostly(BooleanSupplier condition) {
        if (!holdsInTime(condition, LEAST_PAUSE_OF_COSTLY)) {
            throw new AssertionError("waited " + MOST.toSeconds() + " s in vain for " + caller());
        }
    }

    /** The same for a condition in words, such as {@code "the receipt of stop 4 is complete"}. */
    public static void until(String what, BooleanSupplier condition) {
        if (!holdsInTime(condition, LEAST_PAUSE)) {
            throw new AssertionError("waited " + MOST.toSeconds() + " s in vain until " + what);
        }
    }

    private static boolean holdsInTime(BooleanSupplier condition, long leastPause) {
        long began = System.nanoTime();
        while (!condition.getAsBoolean()) {
            long passed = System.nanoTime() - began;
            if (passed > MOST.toNanos()) {
                return false;
            }
            try {
                Thread.sleep(Math.clamp(passed / 20_000_000, leastPause, MOST_PAUSE));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(stopped);
            }
        }
        return true;
    }

    /** Where {@code until} was called, and what is written there. */
    private static String caller() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames ->
                        frames.dropWhile(frame -> frame.getDeclaringClass() == Await.class)
                                .findFirst()
                                .map(Await::quoted)
                                .orElse("an unknown caller"));
    }

    private static String quoted(StackWalker.StackFrame frame) {
        String place = frame.getFileName() + ":" + frame.getLineNumber();
        Path folder = SOURCES.resolve(frame.getDeclaringClass().getPackageName().replace('.', '/'));
        try {
            List<String> lines = Files.readAllLines(folder.resolve(frame.getFileName()));
            StringBuilder text = new StringBuilder(place).append(": ");
            int first = frame.getLineNumber() - 1;
            for (int i = first; i < Math.min(lines.size(), first + QUOTED); i++) {
                text.append(lines.get(i).strip());
                if (lines.get(i).endsWith(";")) {
                    break;
                }
            }
            return text.toString();
        } catch (IOException noSource) {
            return place;
        }
    }
}
