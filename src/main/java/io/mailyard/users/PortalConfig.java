package io.mailyard.users;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import io.mailyard.signin.SessionLimits;
import java.time.Duration;
import java.util.List;

/**
 * Limits of the sessions of accounts' users.
 *
 * @param limits from sign-in, last use and password to the end
 */
public record PortalConfig(SessionLimits limits) {
    private static final Setting<Duration> SESSION =
            Setting.duration(
                    "portal.session",
                    "12h",
                    Duration.ofMinutes(5),
                    Duration.ofDays(30),
                    "How long after signing in a user's session in the portal ends, used or not.");
    private static final Setting<Duration> IDLE =
            Setting.duration(
                    "portal.idle",
                    "2h",
                    Duration.ofMinutes(5),
                    Duration.ofDays(30),
                    "How long after its last use a user's session in the portal ends.");
    private static final Setting<Duration> CONFIRMED =
            Setting.duration(
                    "portal.confirmed",
                    "10m",
                    Duration.ofMinutes(1),
                    Duration.ofDays(1),
                    "How long after giving the password a user may make tokens and see new secrets"
                            + " without giving it again.");
    private static final Setting<Integer> SESSIONS =
            Setting.integer(
                    "portal.sessions",
                    10,
                    1,
                    100,
                    "Open sessions of one user; the one unused longest ends for another.");

    /** The settings of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(SESSION, IDLE, CONFIRMED, SESSIONS);

    public static PortalConfig from(Settings settings) {
        return new PortalConfig(
                new SessionLimits(
                        settings.get(SESSION),
                        settings.get(IDLE),
                        settings.get(CONFIRMED),
                        settings.get(SESSIONS)));
    }
}
