package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.Arg.placeOrNone;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.REFERENCE;
import static io.mailyard.cli.ArgumentKind.TEXT;
import static io.mailyard.cli.ArgumentKind.TEXTS;
import static io.mailyard.cli.ArgumentKind.TIME;

import java.util.List;

/** {@code mailyard messages} and {@code mailyard send} (docs/spec/admin-api.md, section 7). */
final class MessageCommands {
    private MessageCommands() {}

    static Noun noun() {
        return new Noun(
                "messages",
                "message",
                "Messages: accepted mail and its delivery.",
                List.of(
                        Operation.list(
                                "list",
                                "messages/list",
                                "Lists messages by id.",
                                List.of(
                                        "id",
                                        "account_id",
                                        "accepted_at",
                                        "from",
                                        "subject",
                                        "recipients"),
                                Arg.FROM_ID,
                                option("order", TEXT, "asc, or desc for the newest first."),
                                option("account_id", NUMBER, "Only messages of this account."),
                                option(
                                        "sender_id",
                                        NUMBER,
                                        "Only messages with a recipient of this sender."),
                                option("campaign_id", NUMBER, "Only messages of this campaign."),
                                option(
                                        "state",
                                        TEXT,
                                        "Only messages with a recipient in this state: new, retry, proc, hold,"
                                                + " delivered, bounced, expired or purged."),
                                option(
                                        "since",
                                        TIME,
                                        "Only messages accepted at or after this time."),
                                option("until", TIME, "Only messages accepted before this time."),
                                option(
                                        "to",
                                        TEXT,
                                        "Only messages to this address; needs --account-id.")),
                        search(),
                        Operation.show(
                                "get",
                                "messages/get",
                                "Shows a message with its recipients and events.",
                                place("id", NUMBER, "The message's id."),
                                option("from_id", NUMBER, "Starts at this recipient.")),
                        tryNow(),
                        content(),
                        conversation(),
                        route()));
    }

    private static Operation search() {
        return Operation.list(
                "search",
                "messages/search",
                "Searches messages of all accounts, newest first.",
                List.of("id", "account_id", "accepted_at", "to", "state", "subject", "answer"),
                option("id", NUMBER, "The message with this id."),
                option("header_id", TEXT, "Only messages with this Message-ID."),
                option("trace_id", TEXT, "Only messages that came by a call of this trace."),
                option("to", TEXT, "Only messages to this address, in whatever case."),
                option("subject", TEXT, "Words of the subject, or their beginnings."),
                option(
                        "answer",
                        TEXT,
                        "Code or words of an answer to a failed attempt: 550, 5.1.1, mailbox full."),
                option(
                        "bounce_pattern",
                        REFERENCE,
                        "Only messages with an answer of this bounce pattern, by id or name."),
                option(
                        "bounce_class",
                        TEXT,
                        "Only messages with an answer of this class: hard, soft or bounce."),
                option("account_id", NUMBER, "Only messages of this account."),
                option("sender_id", NUMBER, "Only messages with a recipient of this sender."),
                option("isp", TEXT, "Only messages with a recipient of this ISP."),
                option(
                        "state",
                        TEXT,
                        "Only messages with a recipient in this state: new, retry, proc, hold,"
                                + " delivered, bounced, expired or purged."),
                option(
                        "since",
                        TIME,
                        "Only messages accepted at or after this time; without it, words are searched"
                                + " in the last 7 days."),
                option("until", TIME, "Only messages accepted before this time."),
                Arg.FROM_ID);
    }

    private static Operation content() {
        return Operation.show(
                "content",
                "messages/content",
                "Shows what a message says, which the audit records.",
                place("id", NUMBER, "The message's id."));
    }

    private static Operation conversation() {
        return Operation.show(
                "conversation",
                "messages/conversation",
                "Shows the recorded SMTP conversation of an attempt.",
                place("id", NUMBER, "The message's id."),
                place(
                        "conversation_id",
                        NUMBER,
                        "The conversation, as the message's events name it."));
    }

    private static Operation tryNow() {
        return Operation.tell(
                "try-now",
                "messages/try_now",
                "Tries waiting recipients of a message now, unless something else keeps them.",
                place("id", NUMBER, "The message's id."),
                option("recipient_id", NUMBER, "Tries this recipient alone."),
                option("from_id", NUMBER, "Starts at this recipient."));
    }

    private static Operation route() {
        return Operation.show(
                "route",
                "messages/route",
                "Shows why a message was routed to its senders, or which sender an imagined message"
                        + " would use.",
                placeOrNone("id", NUMBER, "The message's id; without it an imagined message."),
                option("from_id", NUMBER, "Starts at this recipient."),
                option("account_id", NUMBER, "The account of an imagined message."),
                option("from", TEXT, "Its sender address."),
                option("to", TEXT, "Its recipient."),
                option("group_id", NUMBER, "Its group."),
                option("campaign_id", NUMBER, "Its campaign."),
                option("vsender_id", REFERENCE, "The virtual sender, by id or name."),
                option(
                        "seed",
                        TEXT,
                        "Seed of the draw: message and recipient, for example 12.34."));
    }

    /** A noun with a single verb, which is not typed. */
    static Noun send() {
        return new Noun("send", "message", "", List.of(sendOne()));
    }

    private static Operation sendOne() {
        return Operation.save(
                "send",
                "/api/v1.1/messages/send",
                "Sends a message with an account's own token.",
                "accepted",
                option("from", TEXT, "Sender: an address, or 'Name <address>'."),
                option("to", TEXTS, "Recipients."),
                option("cc", TEXTS, "Recipients of a copy, shown in the message."),
                option("bcc", TEXTS, "Recipients of a copy, not shown in the message."),
                option("subject", TEXT, "Subject, one line."),
                option("text", TEXT, "Plain text."),
                new Arg(
                        "text",
                        ArgumentKind.TEXT_FILE,
                        "--text-file",
                        false,
                        "Plain text from a file."),
                option("html", TEXT, "HTML."),
                new Arg("html", ArgumentKind.TEXT_FILE, "--html-file", false, "HTML from a file."),
                new Arg(
                        "headers",
                        ArgumentKind.FIELDS_FILE,
                        "--headers-file",
                        false,
                        "More header fields: a file of lines 'Name: value'."),
                new Arg("attachments", ArgumentKind.FILES, "--attach", false, "Attached files."),
                new Arg(
                        "raw",
                        ArgumentKind.OCTETS_FILE,
                        "--raw",
                        false,
                        "A whole message (RFC 5322) from a file, - for standard input, instead of"
                                + " subject, text, html, headers, attachments, cc and bcc."),
                option("campaign_id", NUMBER, "The campaign it belongs to."),
                option("group_id", NUMBER, "The group it belongs to."),
                option("vsender_id", REFERENCE, "The virtual sender that routes it."));
    }
}
