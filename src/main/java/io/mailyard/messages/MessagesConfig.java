package io.mailyard.messages;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import io.mailyard.http.HttpConfig;
import java.util.List;

/**
 * Limits of {@code messages/send}.
 *
 * @param maxBody largest request body in bytes
 */
public record MessagesConfig(int maxBody) {
    private static final Setting<Integer> MAX_BODY =
            Setting.byteSize(
                    "messages.max-body",
                    "20MiB",
                    64 << 10,
                    256 << 20,
                    "Largest body of messages/send, where attachments grow by a third in base64; a larger one is refused"
                            + " with 413. A fifth of http.large-bodies at most can be taken.");

    /** The settings of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(MAX_BODY);

    /** Reads the configuration; {@code http} must have the memory for it. */
    public static MessagesConfig from(Settings settings, HttpConfig http) {
        MessagesConfig config = new MessagesConfig(settings.get(MAX_BODY));
        http.mustHold(MAX_BODY.key(), config.maxBody());
        return config;
    }
}
