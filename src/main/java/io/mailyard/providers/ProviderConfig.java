package io.mailyard.providers;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * Limits of what is asked of identity providers.
 *
 * @param privateNetworks whether providers may be at private addresses, and OpenID ones without TLS
 * @param setting the name of the setting that allows it, for people
 * @param timeout for one request, from the look-up of the host to the end of the answer
 */
public record ProviderConfig(boolean privateNetworks, String setting, Duration timeout) {
    private static final Setting<String> PRIVATE =
            Setting.oneOf(
                    "identity-providers.private-networks",
                    List.of("refuse", "allow"),
                    "refuse",
                    "Whether identity providers of administrators may be at loopback, private and other addresses that"
                            + " are not of the public Internet, and without TLS there.");
    private static final Setting<String> ACCOUNTS_PRIVATE =
            Setting.oneOf(
                    "identity-providers.accounts-private-networks",
                    List.of("refuse", "allow"),
                    "refuse",
                    "The same for providers of accounts. Whoever has all rights in an account can then make this server"
                            + " ask hosts inside your network.");
    private static final Setting<Duration> TIMEOUT =
            Setting.duration(
                    "identity-providers.timeout",
                    "4s",
                    Duration.ofMillis(100),
                    Duration.ofSeconds(30),
                    "How long an identity provider may take to answer a request.");

    /** The settings of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(PRIVATE, ACCOUNTS_PRIVATE, TIMEOUT);

    /** For providers that the platform chose. */
    public static ProviderConfig ofAdministrators(Settings settings) {
        return of(settings, PRIVATE);
    }

    /** For providers that accounts choose, whom the platform need not trust. */
    public static ProviderConfig ofAccounts(Settings settings) {
        return of(settings, ACCOUNTS_PRIVATE);
    }

    private static ProviderConfig of(Settings settings, Setting<String> allowed) {
        return new ProviderConfig(
                settings.get(allowed).equals("allow"), allowed.key(), settings.get(TIMEOUT));
    }
}
