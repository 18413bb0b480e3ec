package io.mailyard.messages;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.util.List;

/**
 * Whether undelivered mail is reported to its sender by mail.
 *
 * @param mail whether it is; otherwise events alone report it
 * @param perHour maximum of such messages per account and hour
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

    /** The settings of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(KIND, LIMIT);

    /** Cannot fail: {@link Settings#load} has refused wrong values before. */
    public static DsnConfig from(Settings settings) {
        return new DsnConfig(settings.get(KIND).equals(MAIL), settings.get(LIMIT));
    }
}
