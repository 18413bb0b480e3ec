package io.mailyard.messages;

import io.mailyard.api.ObjectSchema;
import io.mailyard.wire.Out;

/** Messages on the wire (docs/spec/admin-api.md, section 7). */
final class MessageBody {
    private static final ObjectSchema STATES = states();
    private static final ObjectSchema MESSAGE =
            ObjectSchema.part()
                    .number("id", "The message.")
                    .number("account_id", "The account.")
                    .text("source", "How it was submitted: http or smtp.")
                    .text("submitter", "Name of the token that submitted it.")
                    .text("envelope_from", "Envelope sender.")
                    .text("from", "The address in From.")
                    .text("subject", "Subject.")
                    .text("header_id", "Message-ID.")
                    .number("campaign_id", "The campaign; 0: a single message.")
                    .number("group_id", "The group; 0: none.")
                    .number("vsender_id", "The virtual sender that routes it; null: none.")
                    .orNull()
                    .number("size", "Size in octets.")
                    .number("recipients", "Number of recipients.")
                    .time("accepted_at", "When it was accepted.")
                    .text(
                            "trace_id",
                            "Trace id of the call that it came by, as in the log; empty: unknown.")
                    .object("states", STATES, "Recipients by state.");
    private static final ObjectSchema RECIPIENT =
            ObjectSchema.of("Recipient", "A recipient of a message.")
                    .number("id", "The recipient.")
                    .text("email", "The address.")
                    .text("isp", "The ISP of the address; other: a domain of no ISP.")
                    .number("sender_id", "The sender; null: none yet.")
                    .orNull()
                    .word("state", "State of the recipient.", RecipientStatus.wireNames())
                    .number("attempts", "Delivery attempts so far.")
                    .time("next_attempt_at", "Next attempt; null: none.")
                    .orNull()
                    .time("ended_at", "When it reached its final state.")
                    .orNull()
                    .text("ip", "Source IP of the last attempt.")
                    .text("host", "Mail host of the last attempt.")
                    .text("answer", "The host's last answer.")
                    .text(
                            "answered_by",
                            "Origin of the answer: host (for this recipient), shared (for the whole transaction or connection), mailyard, or empty.")
                    .time("stands_since", "Since when it is suspended.")
                    .orNull()
                    .text("stands_for", "Why it is suspended; empty: it is not.");

    /** Writes a message of a list. */
    static final ObjectSchema SUMMARY =
            ObjectSchema.of("MessageSummary", "A message in a list.").including(MESSAGE);

    /** A message's whole life. */
    static final ObjectSchema LIFE =
            ObjectSchema.of("Message", "A message with its recipients and events.")
                    .including(MESSAGE)
                    .objects("to", RECIPIENT, "One page of its recipients.")
                    .number("next_from_id", "Where the next page starts; absent on the last.")
                    .optional()
                    .including(KeptContent.SCHEMA)
                    .objects("events", MessageEvent.SCHEMA, "Its events.");

    private MessageBody() {}

    private static ObjectSchema states() {
        ObjectSchema states = ObjectSchema.of("RecipientStates", "Recipients by state.");
        for (RecipientStatus status : RecipientStatus.values()) {
            states = states.number(status.wireName(), "Recipients in this state.");
        }
        return states;
    }

    /** Writes a message of a list. */
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
                .text("trace_id", message.trace().text())
                .object(
                        "states",
                        states -> {
                            for (RecipientStatus status : RecipientStatus.values()) {
                                states.number(
                                        status.wireName(),
                                        message.counts().getOrDefault(status, 0L));
                            }
                        });
    }

    /** Writes a message with some of its recipients and its events. */
    static void write(Out out, MessageHistory life) {
        write(out, life.message());
        out.objects("to", life.recipients(), MessageBody::write);
        life.next().ifPresent(next -> out.number("next_from_id", next));
        life.content().write(out);
        out.objects("events", life.events(), (item, event) -> event.write(item));
    }

    private static void write(Out out, RecipientView recipient) {
        out.number("id", recipient.id())
                .text("email", recipient.address())
                .text("isp", recipient.isp())
                .numberOrNull("sender_id", recipient.sender() == 0 ? null : recipient.sender())
                .text("state", recipient.state().wireName())
                .number("attempts", recipient.attempts())
                .time("next_attempt_at", recipient.nextAttempt().orElse(null))
                .time("ended_at", recipient.endedAt().orElse(null))
                .text("ip", recipient.ip())
                .text("host", recipient.host())
                .text("answer", recipient.answer())
                .text("answered_by", recipient.answeredBy().word())
                .time("stands_since", recipient.suspendedSince().orElse(null))
                .text("stands_for", recipient.suspendedBy());
    }
}
