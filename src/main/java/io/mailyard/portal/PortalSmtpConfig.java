package io.mailyard.portal;

import io.mailyard.config.HostPort;
import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.util.List;
import java.util.Optional;

/**
 * Where programs reach SMTP submission, as the portal tells.
 *
 * @param address empty: the server's own name and port
 */
public record PortalSmtpConfig(Optional<HostPort> address) {
    private static final Setting<Optional<HostPort>> ADDRESS =
            Setting.hostPortOrNone(
                    "portal.smtp",
                    "Where programs reach SMTP submission, as the portal tells an account's users;"
                            + " empty: the host of public.url and the port of submission.listen.");

    /** The settings of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(ADDRESS);

    /** Cannot fail: {@link Settings#load} has refused wrong values before. */
    public static PortalSmtpConfig from(Settings settings) {
        return new PortalSmtpConfig(settings.get(ADDRESS));
    }
}
