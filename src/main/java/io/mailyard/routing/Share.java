package io.mailyard.routing;

import io.mailyard.senders.SenderId;
import java.util.Optional;

/**
 * A sender's part of the messages of a rule.
 *
 * @param sender the sender
 * @param percent its part, 1 to 100
 * @param overrides what it puts in place of what the message says
 * @param warmup its daily ramp; empty: it is warm, and takes what it gets
 */
public record Share(SenderId sender, int percent, Overrides overrides, Optional<Warmup> warmup) {
    /** A warm sender. */
    public Share(SenderId sender, int percent, Overrides overrides) {
        this(sender, percent, overrides, Optional.empty());
    }

    /** Refuses a part that is none. */
    public Share {
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("percent must be 1 to 100, is " + percent);
        }
    }

    /**
     * What is put in place of what the message says; what is absent stays.
     *
     * @param fromEmail the address of From
     * @param replyTo the address of Reply-To
     * @param fromName the name in From
     */
    public record Overrides(
            Optional<String> fromEmail, Optional<String> replyTo, Optional<String> fromName) {
        /** Leaves the message as it is. */
        public static final Overrides NONE =
                new Overrides(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
