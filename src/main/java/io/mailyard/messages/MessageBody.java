package io.mailyard.messages;

import io.mailyard.base.AnsweredBy;
import io.mailyard.events.Event;
import io.mailyard.web.Out;
import java.time.Instant;

/** Messages on the wire (docs/spec/admin-api.md, section 7). */
final class MessageBody {
    private MessageBody() {}

    /** A message in a list. */
    static void write(Out out, MessageView message) {
        out.number("id", message.id())
                .number("account_id", message.account().value())
                .text("source", message.source())
                .text("submitter", message.submitter())
                .text("envelope_from", message.envelopeFrom())
                .text("from", message.headerFrom())
                .text("subject", message.subject())
                .text("header_id", message.headerId())
                .number("campaign_id", message.campaign())
                .number("group_id", message.group())
                .numberOrNull("vsender_id", message.virtualSender().orElse(null))
                .number("size", message.size())
                .number("recipients", message.recipients())
                .time("accepted_at", message.acceptedAt())
                .object(
                        "states",
                        states -> {
                            for (RecipientWord word : RecipientWord.values()) {
                                states.number(word.word(), message.counts().getOrDefault(word, 0L));
                            }
                        });
    }

    /** A message's whole life, with some of its recipients. */
    static void write(Out out, MessageLife life) {
        write(out, life.message());
        out.objects("to", life.recipients(), MessageBody::write);
        life.next().ifPresent(next -> out.number("next_from_id", next));
        out.objects("events", life.events(), MessageBody::write);
    }

    private static void write(Out out, RecipientView recipient) {
        out.number("id", recipient.id())
                .text("email", recipient.address())
                .text("isp", recipient.isp())
                .numberOrNull("sender_id", recipient.sender() == 0 ? null : recipient.sender())
                .text("state", recipient.state().word())
                .number("attempts", recipient.attempts())
                .time("next_attempt_at", recipient.nextAttempt().orElse(null))
                .time("ended_at", recipient.endedAt().orElse(null))
                .text("ip", recipient.ip())
                .text("host", recipient.host())
                .text("answer", recipient.answer())
                .text("answered_by", recipient.answeredBy().word())
                .time("stands_since", recipient.standsSince().orElse(null))
                .text("stands_for", recipient.standsFor());
    }

    private static void write(Out out, Happening event) {
        out.time("at", event.at())
                .text("event", event.kind())
                .text("email", event.email())
                .number("attempt", event.attempt())
                .text("ip", event.ip())
                .text("host", event.host())
                .text("answer", event.answer())
                .text("answered_by", event.answeredBy().word());
    }

    /**
     * Something that happened to a message.
     *
     * @param email whom it concerns; empty: the message
     * @param attempt 0: none was made
     */
    record Happening(
            Instant at,
            String kind,
            String email,
            long attempt,
            String ip,
            String host,
            String answer,
            AnsweredBy answeredBy) {
        static Happening accepted(MessageView message) {
            return new Happening(
                    message.acceptedAt(), "send", "", 0, "", "", "", AnsweredBy.UNKNOWN);
        }

        static Happening of(Event event) {
            return new Happening(
                    event.at(),
                    event.kind().word(),
                    event.recipient(),
                    event.attempt(),
                    event.ip(),
                    event.host(),
                    event.answer(),
                    event.answeredBy());
        }

        static Happening ended(RecipientView recipient, Instant at) {
            return new Happening(
                    at,
                    recipient.kind(),
                    recipient.address(),
                    recipient.attempts(),
                    recipient.ip(),
                    recipient.host(),
                    recipient.answer(),
                    recipient.answeredBy());
        }
    }
}
