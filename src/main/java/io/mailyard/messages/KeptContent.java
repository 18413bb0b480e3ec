package io.mailyard.messages;

import io.mailyard.accounts.ContentKeep;
import io.mailyard.api.ObjectSchema;
import io.mailyard.db.Tx;
import io.mailyard.wire.Out;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a message's content is still kept, and until when.
 *
 * @param state kept, not_kept (the account keeps none once mail has ended) or gone
 * @param until when it is removed if the message has ended; empty: gone, or when the mail ends
 * @param expires when the message itself is removed if it has ended
 */
record KeptContent(String state, Optional<Instant> until, Instant expires) {
    static final ObjectSchema SCHEMA =
            ObjectSchema.part()
                    .time("expires_at", "When it is removed, if it has ended by then.")
                    .word(
                            "content",
                            "Whether its content is kept: kept; not_kept: the account keeps none once mail has ended; gone.",
                            "kept",
                            "not_kept",
                            "gone")
                    .time(
                            "content_expires_at",
                            "When its content is removed, if it has ended by then; null: gone, or at its end.")
                    .orNull();

    static KeptContent of(Tx tx, MessageView message, Duration retention) {
        String keep =
                tx.one(
                                "SELECT content_keep FROM accounts WHERE id = ?",
                                row -> row.text(),
                                message.account().value())
                        .orElse("");
        boolean there =
                tx.number("SELECT count(*) FROM contents WHERE message_id = ?", message.id()) > 0;
        Instant expires = message.acceptedAt().plus(retention);
        boolean none = keep.equals(ContentKeep.NONE);
        if (!there) {
            return new KeptContent(none ? "not_kept" : "gone", Optional.empty(), expires);
        }
        Instant until = message.acceptedAt().plus(ContentKeep.of(keep).orElse(retention));
        return new KeptContent(
                "kept",
                none ? Optional.empty() : Optional.of(until.isBefore(expires) ? until : expires),
                expires);
    }

    void write(Out out) {
        out.time("expires_at", expires)
                .text("content", state)
                .time("content_expires_at", until.orElse(null));
    }
}
