package io.mailyard.backups;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * When and where backups are made.
 *
 * @param every time between two backups; zero: none is made on a schedule
 * @param keep how many whole backups stay
 * @param to the folder that holds them; empty: {@code backups} in the data folder
 * @param tools the folder of {@code pg_dump} and {@code pg_restore}; empty: search
 */
public record BackupConfig(Duration every, int keep, String to, String tools) {
    /** Most of {@link #retry}. */
    static final Duration RETRY = Duration.ofMinutes(15);

    private static final Setting<Duration> EVERY =
            Setting.duration(
                    "backup.every",
                    "0s",
                    Duration.ZERO,
                    Duration.ofDays(366),
                    "How often the server makes a backup of the whole store; 0s: never. With several servers over one PostgreSQL, set it on one.");
    private static final Setting<Integer> KEEP =
            Setting.integer(
                    "backup.keep",
                    7,
                    1,
                    10_000,
                    "How many backups stay in backup.to; after a new one is made and checked, older ones are deleted. While the store has a fault, as many from before it stay too.");
    private static final Setting<String> TO =
            Setting.text(
                    "backup.to",
                    "",
                    "The folder that holds the backups, best on another disk; the Debian package's unit lets the server write to /backups, and elsewhere by a drop-in (operating.md). Empty: backups in the data folder.");
    private static final Setting<String> TOOLS =
            Setting.text(
                    "backup.postgresql-tools",
                    "",
                    "The folder of pg_dump and pg_restore, which must be as new as the server; empty: the PATH and the folders of packages.");

    /** The settings of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(EVERY, KEEP, TO, TOOLS);

    /** Cannot fail: {@link Settings#load} has refused wrong values before. */
    public static BackupConfig from(Settings settings) {
        return new BackupConfig(
                settings.get(EVERY), settings.get(KEEP), settings.get(TO), settings.get(TOOLS));
    }

    /** The folder that holds the backups. */
    public Path folder(Path dataFolder) {
        return to.isEmpty() ? dataFolder.resolve("backups") : Path.of(to);
    }

    /**
     * After this time, or when the next is due, a failed backup is tried again. By as much a clock
     * may have been set back: a backup of a moment that is further ahead counts for nothing.
     */
    public Duration retry() {
        return isScheduled() && every.compareTo(RETRY) < 0 ? every : RETRY;
    }

    /** Whether the server makes backups by itself. */
    public boolean isScheduled() {
        return !every.isZero();
    }
}
