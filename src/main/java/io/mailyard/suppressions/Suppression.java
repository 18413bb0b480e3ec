package io.mailyard.suppressions;

import io.mailyard.base.AccountId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * An address that is not written to.
 *
 * @param owner by whom it is not; {@link AccountId#PLATFORM}: by nobody
 * @param address as it was given
 * @param reason in the words of whoever added it
 * @param answer the mail host's words; empty where no bounce made it
 * @param message the message that bounced, if one did and it is known
 * @param createdAt since when
 * @param expiresAt until when; empty: for ever
 */
record Suppression(
        long id,
        AccountId owner,
        String address,
        SuppressionClass kind,
        Source source,
        String reason,
        String answer,
        Optional<Long> message,
        Instant createdAt,
        Optional<Instant> expiresAt) {
    /** Who added it. */
    enum Source {
        ADMINISTRATOR,
        ACCOUNT,
        /** A mail host that said there is no such mailbox. */
        BOUNCE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Source of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }

        static String[] words() {
            return new String[] {ADMINISTRATOR.word(), ACCOUNT.word(), BOUNCE.word()};
        }
    }

    /** Not in the store yet. */
    static Suppression fresh(
            AccountId owner,
            String address,
            SuppressionClass kind,
            Source source,
            String reason,
            Instant now,
            Optional<Instant> expiresAt) {
        return new Suppression(
                0, owner, address, kind, source, reason, "", Optional.empty(), now, expiresAt);
    }

    /** Of a hard bounce. */
    static Suppression bounced(
            AccountId owner,
            String address,
            String answer,
            Optional<Long> message,
            Instant now,
            Optional<Instant> expiresAt) {
        return new Suppression(
                0,
                owner,
                address,
                SuppressionClass.HARD,
                Source.BOUNCE,
                "",
                answer,
                message,
                now,
                expiresAt);
    }

    Suppression of(AccountId other) {
        return new Suppression(
                0, other, address, kind, source, reason, answer, message, createdAt, expiresAt);
    }

    /** The same in another class, with another end and reason. */
    Suppression with(SuppressionClass other, Optional<Instant> end, String reason) {
        return new Suppression(
                id, owner, address, other, source, reason, answer, message, createdAt, end);
    }

    boolean isOver(Instant now) {
        return expiresAt.isPresent() && !expiresAt.get().isAfter(now);
    }
}
