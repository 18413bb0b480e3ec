package io.mailyard.providers;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * Limits of what is asked of identity providers.
 *
 * @param privateNetworks whether providers may be at private addresses, and OpenID ones without TLS
 * @param timeout for one request, from the look-up of the host to the end of the answer
 */
public record ProviderConfig(boolean privateNetworks, Duration timeout) {
    private static final Setting<String> PRIVATE =
            Setting.oneOf(
                    "identity-providers.private-networks",
                    List.of("refuse", "allow"),
                    "refuse",
                    "Whether identity providers may be at loopback, private and other addresses that are not of the"
                            + " public Internet, and without TLS there.");
    private static final Setting<Duration> TIMEOUT =
            Setting.duration(
                    "identity-providers.timeout",
                    "4s",
                    Duration.ofMillis(100),
                    Duration.ofSeconds(30),
                    "How long an identity provider may take to answer a request.");

    /** The settings of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(PRIVATE, TIMEOUT);

    public static ProviderConfig from(Settings settings) {
        return new ProviderConfig(settings.get(PRIVATE).equals("allow"), settings.get(TIMEOUT));
    }
}
