package io.mailyard.operations;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * Settings of a server's stop.
 *
 * @param notice how long it serves on while {@code /readiness} answers 503
 */
public record DrainConfig(Duration notice) {
    private static final Setting<Duration> NOTICE =
            Setting.duration(
                    "drain.notice",
                    "1s",
                    Duration.ZERO,
                    Duration.ofMinutes(5),
                    "How long a stopping server goes on serving while /readiness answers 503: longer than a balancer needs to notice. The end of the process may take 9 s more. Where it is not set, http.drain counts.");

    /** The settings of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(NOTICE);

    /**
     * @param fallback counts where it is not set: earlier versions had one setting for both
     */
    public static DrainConfig from(Settings settings, Duration fallback) {
        return new DrainConfig(settings.has(NOTICE) ? settings.get(NOTICE) : fallback);
    }
}
