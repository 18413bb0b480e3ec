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
                "Messages: what was accepted, and what became of it.",
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
                                option("account_id", NUMBER, "Those of this account."),
                                option("sender_id", NUMBER, "With a recipient by this sender."),
                                option("campaign_id", NUMBER, "Those of this campaign."),
                                option(
                                        "state",
                                        TEXT,
                                        "With a recipient that is new, retry, proc, hold,"
                                                + " delivered, bounced, expired or purged."),
                                option("since", TIME, "Accepted at or after this time."),
                                option("until", TIME, "Accepted before this time."),
                                option("to", TEXT, "To this address; with --account-id.")),
                        Operation.show(
                                "get",
                                "messages/get",
                                "Shows a message's whole life.",
                                place("id", NUMBER, "The message's id."),
                                option("from_id", NUMBER, "Starts at this recipient.")),
                        route()));
    }

    private static Operation route() {
        return Operation.show(
                "route",
                "messages/route",
                "Shows why a message went by its senders, or by which one an imagined message"
                        + " would go.",
                placeOrNone("id", NUMBER, "The message's id; absent: an imagined one."),
                option("from_id", NUMBER, "Starts at this recipient."),
                option("account_id", NUMBER, "Of an imagined one: whose it is."),
                option("from", TEXT, "Whom it is from."),
                option("to", TEXT, "Whom it is to."),
                option("group_id", NUMBER, "Its group."),
                option("campaign_id", NUMBER, "Its campaign."),
                option("vsender_id", REFERENCE, "The virtual sender, by id or name."),
                option("seed", TEXT, "Of the draw, such as 12.34: message and recipient."));
    }

    /** A noun of one verb, which is typed without it. */
    static Noun send() {
        return new Noun("send", "message", "", List.of(sendOne()));
    }

    private static Operation sendOne() {
        return Operation.save(
                "send",
                "/api/v1.1/messages/send",
                "Sends a message with an account's own token.",
                "accepted",
                option("from", TEXT, "Whom it is from: an address, or 'Name <address>'."),
                option("to", TEXTS, "Whom it is to."),
                option("cc", TEXTS, "Who gets it too and is shown."),
                option("bcc", TEXTS, "Who gets it too and is not shown."),
                option("subject", TEXT, "One line."),
                option("text", TEXT, "The plain form."),
                new Arg(
                        "text",
                        ArgumentKind.TEXT_FILE,
                        "--text-file",
                        false,
                        "The same, from a file."),
                option("html", TEXT, "The HTML form."),
                new Arg(
                        "html",
                        ArgumentKind.TEXT_FILE,
                        "--html-file",
                        false,
                        "The same, from a file."),
                new Arg(
                        "headers",
                        ArgumentKind.FIELDS_FILE,
                        "--headers-file",
                        false,
                        "More header fields: a file of lines 'Name: value'."),
                new Arg(
                        "attachments",
                        ArgumentKind.FILES,
                        "--attach",
                        false,
                        "Files that go with it."),
                new Arg(
                        "raw",
                        ArgumentKind.OCTETS_FILE,
                        "--raw",
                        false,
                        "A whole message (RFC 5322) from a file, - for standard input, in place of"
                                + " subject, text, html, headers, attachments, cc and bcc."),
                option("campaign_id", NUMBER, "The campaign it belongs to."),
                option("group_id", NUMBER, "The group it belongs to."),
                option("vsender_id", REFERENCE, "The virtual sender that routes it."));
    }
}
