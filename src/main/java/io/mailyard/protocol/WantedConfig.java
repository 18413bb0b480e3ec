package io.mailyard.protocol;

/**
 * Configuration that a node should run.
 *
 * @param content the revision as JSON, without secrets
 */
public record WantedConfig(long revision, String content) {
    public static final MessageCodec<WantedConfig> CODEC =
            new MessageCodec<>(message ->
                    new WantedConfig(
                            message.number("revision", WantedConfig::revision),
                            message.text("config", WantedConfig::content)));
}
