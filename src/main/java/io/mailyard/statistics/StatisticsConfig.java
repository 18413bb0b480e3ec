package io.mailyard.statistics;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * Times that statistics are kept.
 *
 * @param hours by hour
 * @param days by day, and usage by month
 */
public record StatisticsConfig(Duration hours, Duration days) {
    private static final Setting<Duration> HOURS =
            Setting.duration(
                    "statistics.hours",
                    "90d",
                    Duration.ofDays(2),
                    Duration.ofDays(366),
                    "How long statistics are kept by hour.");

    private static final Setting<Duration> DAYS =
            Setting.duration(
                    "statistics.days",
                    "1096d",
                    Duration.ofDays(31),
                    Duration.ofDays(3653),
                    "How long statistics are kept by day, and the usage of accounts by month; 1096d are three years.");

    /** The settings of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(HOURS, DAYS);

    /** Cannot fail: {@link Settings#load} has refused wrong values before. */
    public static StatisticsConfig from(Settings settings) {
        return new StatisticsConfig(settings.get(HOURS), settings.get(DAYS));
    }

    /** The default values. */
    public static StatisticsConfig defaults() {
        return new StatisticsConfig(HOURS.defaultValue(), DAYS.defaultValue());
    }
}
