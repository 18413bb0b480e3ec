package io.mailyard.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The clock of a process: the system's, or in a drill one that is ahead of it, or behind, by as
 * many milliseconds as a file says. The system property {@value #PROPERTY} names the file.
 */
public final class DrillClock implements InstantSource {
    /** Set by a drill for the processes that it starts, and by nobody else. */
    static final String PROPERTY = "mailyard.drill.clock";

    /** A jump is seen by all threads within this time. */
    private static final long LOOK_NANOS = 20_000_000;

    private final Path file;
    private volatile long offsetMillis;
    private volatile long lookedAt;

    private DrillClock(Path file) {
        this.file = file;
        look();
    }

    /** The clock of this process. */
    public static InstantSource ofProcess() {
        String file = System.getProperty(PROPERTY, "");
        return file.isEmpty() ? InstantSource.system() : new DrillClock(Path.of(file));
    }

    /** A clock that reads {@code file}. */
    static InstantSource of(Path file) {
        return new DrillClock(file);
    }

    private void look() {
        lookedAt = System.nanoTime();
        try {
            offsetMillis = Long.parseLong(Files.readString(file).strip());
        } catch (IOException | NumberFormatException unreadable) {
            // it is being written: the next look finds it
        }
    }

    @Override
    public long millis() {
        if (System.nanoTime() - lookedAt > LOOK_NANOS) {
            look();
        }
        return System.currentTimeMillis() + offsetMillis;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }
}
