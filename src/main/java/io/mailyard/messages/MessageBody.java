package io.mailyard.messages;

import io.mailyard.api.ObjectSchema;
import io.mailyard.base.AnsweredBy;
import io.mailyard.events.Event;
import io.mailyard.wire.Out;
import java.time.Instant;

/** Messages on the wire (docs/spec/admin-api.md, section 7). */
final class MessageBody {
    private static final ObjectSchema STATES = states();
    private static final ObjectSchema MESSAGE =
            ObjectSchema.part()
                    .number("id", "The message.")
                    .number("account_id", "The account.")
                    .text("source", "How it came in: http or smtp.")
                    .text("submitter", "The token that handed it in, by name.")
                    .text("envelope_from", "Of the envelope.")
                    .text("from", "The address in From.")
                    .text("subject", "The subject.")
                    .text("header_id", "Its Message-ID.")
                    .number("campaign_id", "The campaign; 0: a single message.")
                    .number("group_id", "The group; 0: none.")
                    .number("vsender_id", "The virtual sender that routes it.")
                    .orNull()
                    .number("size", "Octets.")
                    .number("recipients", "How many it has.")
                    .time("accepted_at", "When it was accepted.")
                    .object("states", STATES, "How many of its recipients are in each state.");
    private static final ObjectSchema RECIPIENT =
            ObjectSchema.of("Recipient", "A recipient of a message, and its state.")
                    .number("id", "The recipient.")
                    .text("email", "The address.")
                    .text("isp", "Its ISP; other: none's.")
                    .number("sender_id", "The sender; null: none yet.")
                    .orNull()
                    .word("state", "Its state.", RecipientStatus.words())
                    .number("attempts", "How often it was tried.")
                    .time("next_attempt_at", "When it is tried next.")
                    .orNull()
                    .time("ended_at", "When it ended.")
                    .orNull()
                    .text("ip", "From which IP it was tried last.")
                    .text("host", "The mail host that was asked last.")
                    .text("answer", "What that said.")
                    .text(
                            "answered_by",
                            "Whose word that is: host, shared, mailyard; empty: nobody's.")
                    .time("stands_since", "Since when something keeps it.")
                    .orNull()
                    .text("stands_for", "What keeps it; empty: nothing.");
    private static final ObjectSchema HAPPENING =
            ObjectSchema.of("MessageEvent", "Something that happened to a message.")
                    .time("at", "When.")
                    .text("event", "What, in the words of webhooks.")
                    .text("email", "Whom it concerns; empty: the message.")
                    .number("attempt", "The how manieth attempt; 0: none was made.")
                    .text("ip", "From which IP.")
                    .text("host", "The mail host.")
                    .text("answer", "What it said.")
                    .text(
                            "answered_by",
                            "Whose word that is: host, shared, mailyard; empty: nobody's.");

    /** A message in a list. */
    static final ObjectSchema SUMMARY =
            ObjectSchema.of("MessageSummary", "A message in a list.").including(MESSAGE);

    /** A message's whole life. */
    static final ObjectSchema LIFE =
            ObjectSchema.of("Message", "A message's whole life.")
                    .including(MESSAGE)
                    .objects("to", RECIPIENT, "Its recipients, a page of them.")
                    .number("next_from_id", "Where the next page starts; absent on the last.")
                    .optional()
                    .objects("events", HAPPENING, "What happened to it.");

    private MessageBody() {}

    private static ObjectSchema states() {
        ObjectSchema states =
                ObjectSchema.of("RecipientStates", "How many recipients are in each state.");
        for (RecipientStatus word : RecipientStatus.values()) {
            states = states.number(word.word(), "Recipients in this state.");
        }
        return states;
    }

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
                            for (RecipientStatus word : RecipientStatus.values()) {
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
