package io.mailyard.events;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * Time and space in which SMTP conversations are kept.
 *
 * @param octets of all conversations
 */
public record ConversationKeeping(Duration keep, long octets) {
    private static final Setting<Duration> KEEP =
            Setting.duration(
                    "conversations.keep",
                    "30d",
                    Duration.ofMinutes(1),
                    Duration.ofDays(3650),
                    "How long SMTP conversations of attempts are kept.");
    private static final Setting<Integer> SPACE =
            Setting.byteSize(
                    "conversations.space",
                    "1GiB",
                    1024 * 1024,
                    Integer.MAX_VALUE,
                    "How much space SMTP conversations take in the store, a tenth of it of one account at most; the oldest"
                            + " make room.");

    static final List<Setting<?>> SETTINGS = List.of(KEEP, SPACE);

    static ConversationKeeping from(Settings settings) {
        return new ConversationKeeping(settings.get(KEEP), settings.get(SPACE));
    }
}
