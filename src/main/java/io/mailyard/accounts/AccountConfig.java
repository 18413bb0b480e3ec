package io.mailyard.accounts;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * Time that data of accounts is kept.
 *
 * @param retention how long a deleted account can be restored, before it is purged
 */
public record AccountConfig(Duration retention) {
    private static final Setting<Duration> RETENTION =
            Setting.duration(
                    "accounts.retention",
                    "30d",
                    Duration.ZERO,
                    Duration.ofDays(3650),
                    "How long a deleted account is kept, its name reserved, and can be restored; then it is purged.");

    /** The settings of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(RETENTION);

    /** Cannot fail: {@link Settings#load} has refused wrong values before. */
    public static AccountConfig from(Settings settings) {
        return new AccountConfig(settings.get(RETENTION));
    }
}
