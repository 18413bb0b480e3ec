package io.mailyard.domains;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * Settings of the checks of domains.
 *
 * @param checkInterval time from one check of all owned domains to the next
 */
public record DomainsConfig(Duration checkInterval) {
    private static final Setting<Duration> CHECK_INTERVAL =
            Setting.duration(
                    "domains.check-interval",
                    "1d",
                    Duration.ofMinutes(1),
                    Duration.ofDays(7),
                    "How often DNS is asked whether every owned domain is still proved; a tenth"
                            + " more or less by chance.");

    /** The settings this package reads. */
    public static final List<Setting<?>> SETTINGS = List.of(CHECK_INTERVAL);

    /** Cannot fail: {@link Settings#load} has refused wrong values before. */
    public static DomainsConfig from(Settings settings) {
        return new DomainsConfig(settings.get(CHECK_INTERVAL));
    }
}
