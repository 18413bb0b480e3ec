package io.mailyard.messages;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.util.List;

/**
 * Whether mail tells a sender what did not arrive.
 *
 * @param mail whether it does; else events alone tell it
 * @param perHour such messages for one account in an hour; beyond, events alone
 */
public record DsnConfig(boolean mail, int perHour) {
    private static final String MAIL = "mail";

    private static final Setting<String> KIND =
            Setting.oneOf(
                    "delivery.dsn",
                    List.of("event", MAIL),
                    "event",
                    "How undelivered mail is reported: event, by events and webhooks alone; mail, also by a message to its"
                            + " envelope sender (RFC 3464).");
    private static final Setting<Integer> LIMIT =
            Setting.integer(
                    "delivery.dsn-limit",
                    1_000,
                    1,
                    1_000_000,
                    "Such messages for one account in an hour; beyond it undelivered mail is reported by events alone.");

    /** What this record is read from. */
    public static final List<Setting<?>> SETTINGS = List.of(KIND, LIMIT);

    public static DsnConfig from(Settings settings) {
        return new DsnConfig(settings.get(KIND).equals(MAIL), settings.get(LIMIT));
    }
}
