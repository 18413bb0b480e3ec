package io.mailyard.alerts;

import io.mailyard.base.EmailAddress;
import io.mailyard.base.StartException;
import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import io.mailyard.templates.Language;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Configuration of alerts and reports.
 *
 * @param enabled whether any go out
 * @param interval time between two alerts of a topic to an account
 * @param collect how long an event waits for others, to be in one mail with them
 * @param checkEvery how often rates, webhooks and reports are looked at
 * @param window the time in which rates are counted
 * @param least recipients from which a rate says something
 * @param hardBounces percent
 * @param softBounces percent
 * @param complaints of a thousand delivered
 * @param platformAddresses administrators who are alerted of the platform's health
 * @param platformLanguage the language of their mail
 * @param platformWarnings whether warnings are among it
 * @param webhookFailing how long a webhook fails before its users hear of it
 */
public record AlertsConfig(
        boolean enabled,
        Duration interval,
        Duration collect,
        Duration checkEvery,
        Duration window,
        int least,
        int hardBounces,
        int softBounces,
        int complaints,
        Duration webhookFailing,
        List<String> platformAddresses,
        Language platformLanguage,
        boolean platformWarnings) {
    /** Administrators of a platform: more are a mailing list. */
    private static final int MOST_ADDRESSES = 10;

    private static final Setting<Boolean> ENABLED =
            Setting.flag(
                    "alerts.enabled",
                    true,
                    "Whether users of accounts get the alerts and reports that they have on.");
    private static final Setting<Duration> INTERVAL =
            Setting.duration(
                    "alerts.interval",
                    "1h",
                    Duration.ofMillis(10),
                    Duration.ofDays(7),
                    "The time between two alerts of one topic to an account; what happens meanwhile"
                            + " is in the next.");
    private static final Setting<Duration> COLLECT =
            Setting.duration(
                    "alerts.collect",
                    "10s",
                    Duration.ZERO,
                    Duration.ofHours(1),
                    "How long an event waits for others of its topic, to be in one alert with"
                            + " them.");
    private static final Setting<Duration> CHECK_EVERY =
            Setting.duration(
                    "alerts.check-every",
                    "5m",
                    Duration.ofMillis(100),
                    Duration.ofHours(1),
                    "How often one of the servers looks for rates that are too high, webhooks that"
                            + " fail, and reports that are due.");
    private static final Setting<Duration> WINDOW =
            Setting.duration(
                    "alerts.window",
                    "24h",
                    Duration.ofHours(1),
                    Duration.ofDays(7),
                    "The time in which bounces and complaints are counted, in whole hours.");
    private static final Setting<Integer> LEAST =
            Setting.integer(
                    "alerts.least-recipients",
                    100,
                    1,
                    1_000_000,
                    "Recipients in that time from which on a rate says something.");
    private static final Setting<Integer> HARD =
            percent("alerts.hard-bounces", 5, "bounced because their mailbox does not exist");
    private static final Setting<Integer> SOFT =
            percent(
                    "alerts.soft-bounces",
                    10,
                    "were refused for another reason, or given up after all retries");
    private static final Setting<Integer> COMPLAINTS =
            Setting.integer(
                    "alerts.complaints",
                    1,
                    1,
                    1_000,
                    "Complaints for each thousand delivered from which on users are alerted; large"
                            + " providers refuse mail from 3 on.");
    private static final Setting<Duration> WEBHOOK =
            Setting.duration(
                    "alerts.webhook-failing",
                    "1h",
                    Duration.ofMillis(100),
                    Duration.ofDays(7),
                    "How long a webhook fails before users are alerted.");

    private static final Setting<String> PLATFORM_ADDRESSES =
            Setting.text(
                    "alerts.platform-addresses",
                    "",
                    "Up to 10 addresses, parted by commas, that hear of what is bad about the"
                            + " platform: a silent node, a full disk, a certificate that ends, a"
                            + " store that was away. Empty: none.");
    private static final Setting<String> PLATFORM_LANGUAGE =
            Setting.oneOf(
                    "alerts.platform-language",
                    List.of("en", "ru"),
                    "en",
                    "The language of these mails.");
    private static final Setting<Boolean> PLATFORM_WARNINGS =
            Setting.flag("alerts.platform-warnings", false, "Whether they hear of warnings too.");

    /** The settings of this record. */
    public static final List<Setting<?>> SETTINGS =
            List.of(
                    ENABLED,
                    INTERVAL,
                    COLLECT,
                    CHECK_EVERY,
                    WINDOW,
                    LEAST,
                    HARD,
                    SOFT,
                    COMPLAINTS,
                    WEBHOOK,
                    PLATFORM_ADDRESSES,
                    PLATFORM_LANGUAGE,
                    PLATFORM_WARNINGS);

    private static Setting<Integer> percent(String key, int defaultValue, String which) {
        return Setting.integer(
                key,
                defaultValue,
                1,
                100,
                "The percentage of recipients that " + which + " from which on users are alerted.");
    }

    /**
     * Takes the settings, and checks the platform's addresses, which {@link Settings#load} does
     * not.
     *
     * @throws StartException if an address for the platform's alerts is not one, or there are too
     *     many
     */
    public static AlertsConfig from(Settings settings) {
        return new AlertsConfig(
                settings.get(ENABLED),
                settings.get(INTERVAL),
                settings.get(COLLECT),
                settings.get(CHECK_EVERY),
                settings.get(WINDOW),
                settings.get(LEAST),
                settings.get(HARD),
                settings.get(SOFT),
                settings.get(COMPLAINTS),
                settings.get(WEBHOOK),
                addresses(settings.get(PLATFORM_ADDRESSES)),
                Language.of(settings.get(PLATFORM_LANGUAGE)),
                settings.get(PLATFORM_WARNINGS));
    }

    private static List<String> addresses(String text) {
        List<String> addresses =
                Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(address -> !address.isEmpty())
                        .toList();
        if (addresses.size() > MOST_ADDRESSES) {
            throw new StartException(
                    "alerts.platform-addresses has "
                            + addresses.size()
                            + " addresses; at most "
                            + MOST_ADDRESSES
                            + " are allowed");
        }
        for (String address : addresses) {
            try {
                EmailAddress.checked(address);
            } catch (IllegalArgumentException unfit) {
                throw new StartException(
                        "alerts.platform-addresses: '" + address + "' " + unfit.getMessage());
            }
        }
        return addresses;
    }
}
