package io.mailyard.messages;

import io.mailyard.api.ObjectSchema;
import io.mailyard.base.AnsweredBy;
import io.mailyard.base.AttemptDetails;
import io.mailyard.events.AttemptRecord;
import io.mailyard.events.Event;
import io.mailyard.wire.Out;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event in the life of a message.
 *
 * @param recipient recipient concerned; 0 for the message
 * @param email address concerned; empty for the message
 * @param attempt number of the attempt; 0 if none
 * @param details what else is known of the attempt; {@link AttemptRecord#NONE} if this event is
 *     none
 */
record MessageEvent(
        Instant at,
        String kind,
        long recipient,
        String email,
        long attempt,
        String ip,
        String host,
        String answer,
        AnsweredBy answeredBy,
        AttemptRecord details) {
    static final ObjectSchema SCHEMA =
            ObjectSchema.of("MessageEvent", "An event in the life of a message.")
                    .time("at", "When it happened.")
                    .text("event", "Kind of the event, as in webhooks.")
                    .number("recipient_id", "The recipient; null: the whole message.")
                    .orNull()
                    .text("email", "The recipient; empty: the whole message.")
                    .number("attempt", "Number of the attempt; 0: no attempt.")
                    .text("ip", "Source IP of the attempt.")
                    .text("host", "Mail host.")
                    .text("answer", "The host's answer.")
                    .text(
                            "answered_by",
                            "Origin of the answer: host (for this recipient), shared (for the whole transaction or connection), mailyard, or empty.")
                    .text(
                            "stage",
                            "Stage of the SMTP conversation that decided: connect, banner, ehlo, starttls, auth, mail, rcpt, data, body or end; empty: unknown.")
                    .text(
                            "bounce_class",
                            "Class applied to the answer: soft, hard or bounce; empty: delivered, or unknown.")
                    .number("pattern_id", "Bounce pattern that decided; null: none.")
                    .orNull()
                    .text("pattern", "Its name at that time; empty: codes or the stage decided.")
                    .number("node_id", "Node that made the attempt; null: unknown.")
                    .orNull()
                    .text("tls_version", "TLS version; empty: not encrypted, or unknown.")
                    .text("tls_cipher", "TLS cipher suite.")
                    .number("connect_ms", "Milliseconds to connect; null: unknown.")
                    .orNull()
                    .number(
                            "answer_ms",
                            "Milliseconds from the start of the attempt to the answer; null: unknown.")
                    .orNull()
                    .time("next_attempt_at", "When it was to be tried again, as decided then.")
                    .orNull()
                    .number(
                            "conversation_id",
                            "Its recorded conversation, for messages/conversation; null: none.")
                    .orNull();

    static MessageEvent accepted(MessageView message) {
        return new MessageEvent(
                message.acceptedAt(),
                "send",
                0,
                "",
                0,
                "",
                "",
                "",
                AnsweredBy.UNKNOWN,
                AttemptRecord.NONE);
    }

    static MessageEvent of(Event event) {
        return new MessageEvent(
                event.at(),
                event.kind().word(),
                event.recipientId(),
                event.recipient(),
                event.attempt(),
                event.ip(),
                event.host(),
                event.answer(),
                event.answeredBy(),
                event.details());
    }

    /**
     * The end of a recipient.
     *
     * @param attempted whether its last attempt ended it
     */
    static MessageEvent ended(RecipientView recipient, Instant at, boolean attempted) {
        return new MessageEvent(
                at,
                recipient.kind(),
                recipient.id(),
                recipient.address(),
                recipient.attempts(),
                recipient.ip(),
                recipient.host(),
                recipient.answer(),
                recipient.answeredBy(),
                attempted ? recipient.details() : AttemptRecord.NONE);
    }

    void write(Out out) {
        AttemptDetails attempt = details.details();
        out.time("at", at)
                .text("event", kind)
                .numberOrNull("recipient_id", known(recipient, 1))
                .text("email", email)
                .number("attempt", attempt())
                .text("ip", ip)
                .text("host", host)
                .text("answer", answer)
                .text("answered_by", answeredBy.word())
                .text("stage", attempt.stage())
                .text("bounce_class", attempt.bounceClass())
                .numberOrNull("pattern_id", known(attempt.patternId(), 1))
                .text("pattern", attempt.pattern())
                .numberOrNull("node_id", known(details.node(), 1))
                .text("tls_version", attempt.tlsVersion())
                .text("tls_cipher", attempt.tlsCipher())
                .numberOrNull("connect_ms", known(attempt.connectMillis(), 0))
                .numberOrNull("answer_ms", known(attempt.answerMillis(), 0))
                .time("next_attempt_at", details.next().orElse(null))
                .numberOrNull("conversation_id", known(attempt.conversation(), 1));
    }

    private static @Nullable Long known(long value, long least) {
        return value < least ? null : value;
    }
}
