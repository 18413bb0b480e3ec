package io.mailyard.queue;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * Lifetimes of mail, ramps, leases and records.
 *
 * @param lifetime time from acceptance to expiry, by the lane's clock
 * @param thawRamp time until the mail of a resumed account is fully available
 * @param lease time after which a silent node session ends
 * @param retention how long a finished message is kept after its acceptance
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

    /** An idle node reports every 5 seconds; a lease must be clearly longer. */
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

    /** The settings of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(LIFETIME, THAW_RAMP, LEASE, RETENTION);

    /** Cannot fail: {@link Settings#load} has refused wrong values before. */
    public static QueueConfig from(Settings settings) {
        return new QueueConfig(
                settings.get(LIFETIME),
                settings.get(THAW_RAMP),
                settings.get(LEASE),
                settings.get(RETENTION));
    }

    /** The default values. */
    public static QueueConfig defaults() {
        return new QueueConfig(
                LIFETIME.defaultValue(),
                THAW_RAMP.defaultValue(),
                LEASE.defaultValue(),
                RETENTION.defaultValue());
    }
}
