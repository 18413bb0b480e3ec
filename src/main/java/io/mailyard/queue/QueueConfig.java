package io.mailyard.queue;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How long mail is tried, kept and remembered.
 *
 * @param lifetime from acceptance to expiry, by the clock of the mail's lane
 * @param thawRamp how long the mail of an account that was stopped takes to come back in full
 * @param lease how long a node's session lives without a word from it
 * @param retention how long a message is kept after it was accepted, once it has ended
 */
public record QueueConfig(
        Duration lifetime, Duration thawRamp, Duration lease, Duration retention) {
    private static final Setting<Duration> LIFETIME =
            Setting.duration(
                    "queue.lifetime",
                    "5d",
                    Duration.ofMinutes(1),
                    Duration.ofDays(365),
                    "How long mail is tried before it expires (RFC 5321, 4.5.4.1: four to five days); the time that it is suspended does not count.");
    private static final Setting<Duration> THAW_RAMP =
            Setting.duration(
                    "queue.thaw-ramp",
                    "60s",
                    Duration.ZERO,
                    Duration.ofDays(1),
                    "How long the waiting mail of an account that was stopped takes to come back in full; 0s: at once.");

    /** A node that has nothing to do speaks every 5 seconds: no lease may be near that. */
    private static final Setting<Duration> LEASE =
            Setting.duration(
                    "queue.lease",
                    "60s",
                    Duration.ofSeconds(10),
                    Duration.ofHours(1),
                    "How long what a node has taken stays its own without a word from it; then other nodes may take it.");

    private static final Setting<Duration> RETENTION =
            Setting.duration(
                    "messages.retention",
                    "30d",
                    Duration.ofMinutes(1),
                    Duration.ofDays(3650),
                    "How long a message that has ended is kept, counted from its acceptance.");

    /** What this record is read from. */
    public static final List<Setting<?>> SETTINGS = List.of(LIFETIME, THAW_RAMP, LEASE, RETENTION);

    public static QueueConfig from(Settings settings) {
        return new QueueConfig(
                settings.get(LIFETIME),
                settings.get(THAW_RAMP),
                settings.get(LEASE),
                settings.get(RETENTION));
    }

    /** What stands where nothing is set. */
    public static QueueConfig defaults() {
        return new QueueConfig(
                LIFETIME.defaultValue(),
                THAW_RAMP.defaultValue(),
                LEASE.defaultValue(),
                RETENTION.defaultValue());
    }
}
