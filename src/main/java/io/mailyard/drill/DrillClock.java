package io.mailyard.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The clock of a process: the system's, or in a drill one that is ahead of it, or behind, by as
 * many milliseconds as a file says. The system property {@value #PROPERTY} names the file.
 */
public final class DrillClock extends Clock {
    /** Set by a drill for the processes that it starts, and by nobody else. */
    static final String PROPERTY = "mailyard.drill.clock";

    /** A jump is seen by all threads within this time. */
    private static final long LOOK_NANOS = 20_000_000;

    private final Path file;
    private final ZoneId zone;
    private volatile long offsetMillis;
    private volatile long lookedAt;

    private DrillClock(Path file, ZoneId zone) {
        this.file = file;
        this.zone = zone;
        look();
    }

    /** The clock of this process. */
    public static Clock ofProcess() {
        String file = System.getProperty(PROPERTY, "");
        return file.isEmpty() ? Clock.systemUTC() : new DrillClock(Path.of(file), ZoneOffset.UTC);
    }

    /** A clock that reads {@code file}. */
    static Clock of(Path file) {
        return new DrillClock(file, ZoneOffset.UTC);
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

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new DrillClock(file, other);
    }
}
