package io.mailyard.administrators;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import io.mailyard.providers.ProviderConfig;
import io.mailyard.signin.SessionLimits;
import java.time.Duration;
import java.util.List;

/**
 * Limits of administrators' sessions.
 *
 * @param session from the sign-in to the end
 * @param idle from the last use to the end
 * @param confirmed from the last time the password was given, for deletes and secrets
 * @param sessionsOfPerson open at once; the oldest ends for another
 * @param providers of what is asked of identity providers
 */
public record AdministratorConfig(
        Duration session,
        Duration idle,
        Duration confirmed,
        int sessionsOfPerson,
        ProviderConfig providers) {
    private static final Setting<Duration> SESSION =
            Setting.duration(
                    "administrators.session",
                    "12h",
                    Duration.ofMinutes(5),
                    Duration.ofDays(30),
                    "How long after signing in an administrator's session ends, used or not.");
    private static final Setting<Duration> IDLE =
            Setting.duration(
                    "administrators.idle",
                    "1h",
                    Duration.ofMinutes(5),
                    Duration.ofDays(30),
                    "How long after its last use an administrator's session ends.");
    private static final Setting<Duration> CONFIRMED =
            Setting.duration(
                    "administrators.confirmed",
                    "10m",
                    Duration.ofMinutes(1),
                    Duration.ofDays(1),
                    "How long after giving the password a session may delete and see new secrets"
                            + " without giving it again.");
    private static final Setting<Integer> SESSIONS =
            Setting.integer(
                    "administrators.sessions",
                    10,
                    1,
                    100,
                    "Open sessions of one administrator; the one unused longest ends for another.");

    /** The settings of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(SESSION, IDLE, CONFIRMED, SESSIONS);

    /** As those who sign in have them. */
    SessionLimits limits() {
        return new SessionLimits(session, idle, confirmed, sessionsOfPerson);
    }

    public static AdministratorConfig from(Settings settings) {
        return new AdministratorConfig(
                settings.get(SESSION),
                settings.get(IDLE),
                settings.get(CONFIRMED),
                settings.get(SESSIONS),
                ProviderConfig.ofAdministrators(settings));
    }
}
