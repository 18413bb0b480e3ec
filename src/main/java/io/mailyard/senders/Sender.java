package io.mailyard.senders;

import java.time.Instant;
import java.util.Optional;

/**
 * What mail goes out by.
 *
 * @param name unique, deleted ones too
 * @param type {@link #AKMTA}, or another that is kept and listed and cannot send here
 * @param channel the wire's {@code channel_type}: {@code email} of {@link #AKMTA}
 * @param mta how it sends; empty where its type cannot
 */
public record Sender(
        SenderId id,
        String name,
        String type,
        String channel,
        Optional<MtaSettings> mta,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> deletedAt) {
    /** The type that sends, by the MTAs of the nodes. */
    public static final String AKMTA = "akmta";

    /** The channel of {@link #AKMTA}. */
    static final String EMAIL = "email";

    /** Whether it takes and sends mail. */
    public boolean canSend() {
        return mta.isPresent() && deletedAt.isEmpty();
    }

    Sender withDeleted(Optional<Instant> at, Instant now) {
        return new Sender(id, name, type, channel, mta, createdAt, now, at);
    }

    Sender with(String newName, String newType, String newChannel, Instant now) {
        return new Sender(id, newName, newType, newChannel, mta, createdAt, now, deletedAt);
    }

    Sender with(String newName, MtaSettings newMta, Instant now) {
        return new Sender(
                id, newName, type, channel, Optional.of(newMta), createdAt, now, deletedAt);
    }
}
