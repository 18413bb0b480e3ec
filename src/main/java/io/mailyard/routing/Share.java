package io.mailyard.routing;

import io.mailyard.senders.SenderId;
import java.util.Optional;

/**
 * A sender's share of a rule's messages.
 *
 * @param sender the sender
 * @param percent percentage, 1 to 100
 * @param overrides header overrides
 * @param warmup its daily warmup; empty if none
 */
public record Share(
        SenderId sender, int percent, ShareOverrides overrides, Optional<Warmup> warmup) {
    /** A share without warmup. */
    public Share(SenderId sender, int percent, ShareOverrides overrides) {
        this(sender, percent, overrides, Optional.empty());
    }

    /** Rejects an invalid percentage. */
    public Share {
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("percent must be 1 to 100, is " + percent);
        }
    }

    /**
     * Header values that replace those of the message; absent ones change nothing.
     *
     * @param fromEmail the address of From
     * @param replyTo the address of Reply-To
     * @param fromName the name in From
     */
    public record ShareOverrides(
            Optional<String> fromEmail, Optional<String> replyTo, Optional<String> fromName) {
        /** No override. */
        public static final ShareOverrides NONE =
                new ShareOverrides(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
