package io.mailyard.events;

import io.mailyard.base.AccountId;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;

/** Events on the wire: in a webhook's body, and in a message's history. */
public final class EventBody {
    private EventBody() {}

    /** Writes an event's members; for an account's event only those that it has. */
    public static void write(Out out, Event event) {
        out.time("at", event.at())
                .text("kind", event.kind().word())
                .numberOrNull(
                        "account_id",
                        event.account().equals(AccountId.PLATFORM)
                                ? null
                                : event.account().value());
        if (event.kind().ofMail()) {
            out.text("message_id", Long.toString(event.messageId()))
                    .text("recipient", event.recipient())
                    .numberOrNull("sender_id", event.senderId() == 0 ? null : event.senderId())
                    .number("campaign_id", event.campaignId())
                    .number("attempt", event.attempt())
                    .text("ip", event.ip())
                    .text("host", event.host())
                    .text("answer", event.answer())
                    .text("answered_by", event.answeredBy().word());
        } else if (!event.answer().isEmpty()) {
            out.text("detail", event.answer());
        }
    }

    /** Writes an event for a webhook. */
    static String told(long id, Event event) {
        return JsonText.write(out -> {
            out.number("id", id);
            write(out, event);
            if (!event.trace().isNone()) {
                out.text("trace_id", event.trace().text());
            }
        });
    }
}
