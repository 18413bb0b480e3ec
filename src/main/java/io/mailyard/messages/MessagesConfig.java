package io.mailyard.messages;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import io.mailyard.http.HttpConfig;
import java.util.List;

/**
 * What {@code messages/send} takes.
 *
 * @param maxBody largest body of its requests, in bytes
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

    /** What this record is read from. */
    public static final List<Setting<?>> SETTINGS = List.of(MAX_BODY);

    /** Reads it; {@code http} must have the memory for it. */
    public static MessagesConfig from(Settings settings, HttpConfig http) {
        MessagesConfig config = new MessagesConfig(settings.get(MAX_BODY));
        http.mustHold(MAX_BODY.key(), config.maxBody());
        return config;
    }
}
