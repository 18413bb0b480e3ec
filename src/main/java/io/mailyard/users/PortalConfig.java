package io.mailyard.users;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import io.mailyard.fields.LineText;
import io.mailyard.providers.ProviderConfig;
import io.mailyard.signin.SessionLimits;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Sessions of accounts' users, and where the portal is.
 *
 * @param limits from sign-in, last use and password to the end
 * @param name what the platform is called
 * @param host the host name by which users come, with a port where it has one; empty: any
 * @param providers of what is asked of identity providers
 */
public record PortalConfig(
        SessionLimits limits, String name, String host, ProviderConfig providers) {
    private static final int MAX_NAME_CHARS = 60;
    private static final String PROGRAM = "Mailyard";
    private static final Setting<String> NAME =
            new Setting<>(
                    "portal.name",
                    PortalConfig::name,
                    PROGRAM,
                    "1 to 60 characters",
                    false,
                    "What the portal, mail to its users and their authenticator apps call the"
                            + " platform.");
    private static final Setting<String> HOST =
            new Setting<>(
                    "portal.host",
                    PortalConfig::host,
                    "",
                    "HOST or HOST:PORT",
                    false,
                    "The host name by which users of accounts come: there / leads to the portal,"
                            + " /admin is not found, and links in mail to users lead there; empty:"
                            + " the portal is at /portal of every name.");

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
    public static final List<Setting<?>> SETTINGS =
            List.of(NAME, HOST, SESSION, IDLE, CONFIRMED, SESSIONS);

    private static String name(String text) {
        String name = text.strip();
        if (LineText.isBlank(name) || name.codePointCount(0, name.length()) > MAX_NAME_CHARS) {
            throw new IllegalArgumentException("is not a name of 1 to 60 characters in one line");
        }
        return LineText.checked(name);
    }

    private static String host(String text) {
        String host = text.strip().toLowerCase(Locale.ROOT);
        if (!host.matches("|[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[0-9]{1,5})?")) {
            throw new IllegalArgumentException(
                    "is not a host name, with or without a port, for example mail.example.com");
        }
        return host;
    }

    /** The name where one was set; empty: it is the program's. */
    public String ownName() {
        return name.equals(PROGRAM) ? "" : name;
    }

    /** Beginning of links in mail to users. */
    public String url(String publicUrl) {
        return host.isEmpty() ? publicUrl : publicUrl.replaceFirst("//.*", "//" + host);
    }

    /** Cannot fail: {@link Settings#load} has refused wrong values before. */
    public static PortalConfig from(Settings settings) {
        return new PortalConfig(
                new SessionLimits(
                        settings.get(SESSION),
                        settings.get(IDLE),
                        settings.get(CONFIRMED),
                        settings.get(SESSIONS)),
                settings.get(NAME),
                settings.get(HOST),
                ProviderConfig.ofAccounts(settings));
    }
}
