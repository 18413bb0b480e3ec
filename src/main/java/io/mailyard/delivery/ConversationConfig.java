package io.mailyard.delivery;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.util.List;

/**
 * Which SMTP conversations are recorded.
 *
 * @param goodPercent percent of the good ones; 0: none
 */
public record ConversationConfig(ConversationKind kept, int goodPercent) {
    /** Conversations to record. */
    public enum ConversationKind {
        OFF,
        FAILED,
        SAMPLE
    }

    private static final Setting<String> CONVERSATIONS =
            Setting.oneOf(
                    "delivery.conversations",
                    List.of("off", "failed", "sample"),
                    "sample",
                    "Which SMTP conversations with mail hosts this node records, for the message's page: those of"
                            + " failed attempts; sample: these and some of the good ones. Logins and the message"
                            + " itself are left out; each takes 16 KiB at most.");
    private static final Setting<Integer> GOOD =
            Setting.integer(
                    "delivery.conversations-good",
                    1,
                    0,
                    100,
                    "With delivery.conversations = sample: percent of the good conversations that are recorded.");

    /** Nothing is recorded. */
    public static final ConversationConfig OFF = new ConversationConfig(ConversationKind.OFF, 0);

    static final List<Setting<?>> SETTINGS = List.of(CONVERSATIONS, GOOD);

    static ConversationConfig from(Settings settings) {
        return switch (settings.get(CONVERSATIONS)) {
            case "off" -> OFF;
            case "failed" -> new ConversationConfig(ConversationKind.FAILED, 0);
            default -> new ConversationConfig(ConversationKind.SAMPLE, settings.get(GOOD));
        };
    }
}
