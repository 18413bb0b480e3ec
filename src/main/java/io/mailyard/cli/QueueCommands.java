package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.Arg.placeOrNone;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.TEXT;
import static io.mailyard.cli.ArgumentKind.TIME;

import java.util.List;

/** {@code mailyard queue} and {@code mailyard ledger} (docs/spec/admin-api.md, section 5). */
final class QueueCommands {
    private static final String CALL = "senders/queue/";
    private static final Arg SENDER = place("id", NUMBER, "The sender's id.");
    private static final Arg ACCOUNT = option("account_id", NUMBER, "Only of this account.");
    private static final Arg CAMPAIGN = option("campaign_id", NUMBER, "Only of this campaign.");
    private static final Arg ISP =
            option("isp", TEXT, "Only to this ISP, by its name; other: domains without an ISP.");

    private static final Arg WHY = option("reason", TEXT, "Why, for the audit.");

    private QueueCommands() {}

    static Noun noun() {
        return new Noun(
                "queue",
                "queue of sender",
                "Senders' queues: waiting and held mail.",
                List.of(
                        Operation.show(
                                "stats",
                                CALL + "stats",
                                "Shows a sender's queue.",
                                SENDER,
                                ACCOUNT,
                                CAMPAIGN,
                                ISP,
                                option(
                                        "group",
                                        TEXT,
                                        "A row for each: total, account, account_campaign, isp or lane.")),
                        list(),
                        top(),
                        Operation.act(
                                "hold",
                                CALL + "hold",
                                "Holds a sender's mail, or a part of it.",
                                "held",
                                SENDER,
                                ACCOUNT,
                                CAMPAIGN,
                                ISP,
                                option("until", TIME, "When the hold ends by itself."),
                                option("reason", TEXT, "The reason, shown with the hold.")),
                        Operation.act(
                                "release",
                                CALL + "release",
                                "Releases this part: ends its holds and those within it.",
                                "released",
                                SENDER,
                                ACCOUNT,
                                CAMPAIGN,
                                ISP,
                                WHY),
                        Operation.remove(
                                "purge",
                                CALL + "purge",
                                "Removes a sender's mail from the queue for good.",
                                "purged",
                                SENDER,
                                ACCOUNT,
                                CAMPAIGN,
                                ISP,
                                WHY),
                        holds()));
    }

    /** The queue of an account, whatever the sender. */
    static Noun ofAccounts() {
        String call = "accounts/queue/";
        Arg account = place("id", NUMBER, "The account's id.");
        return new Noun(
                "account-queue",
                "queue of account",
                "Accounts' queues, whatever the sender, including mail without one.",
                List.of(
                        Operation.show(
                                "stats",
                                call + "stats",
                                "Shows an account's queue.",
                                account,
                                CAMPAIGN,
                                ISP,
                                option(
                                        "group",
                                        TEXT,
                                        "A row for each: total, account_campaign, isp or lane.")),
                        Operation.act(
                                "hold",
                                call + "hold",
                                "Holds an account's mail, or a part of it.",
                                "held",
                                account,
                                CAMPAIGN,
                                ISP,
                                option("until", TIME, "When the hold ends by itself."),
                                option("reason", TEXT, "The reason, shown with the hold.")),
                        Operation.act(
                                "release",
                                call + "release",
                                "Releases this part: ends its holds and those within it.",
                                "released",
                                account,
                                CAMPAIGN,
                                ISP,
                                WHY),
                        Operation.remove(
                                "purge",
                                call + "purge",
                                "Removes an account's mail from the queue for good.",
                                "purged",
                                account,
                                CAMPAIGN,
                                ISP,
                                WHY)));
    }

    private static Operation list() {
        return Operation.list(
                "list",
                "queue/list",
                "Lists the whole queue, whatever the sender, and why it waits.",
                List.of(
                        "sender_id",
                        "account_id",
                        "campaign_id",
                        "isp",
                        "domain",
                        "new",
                        "retry",
                        "proc",
                        "hold",
                        "total",
                        "oldest_at",
                        "due_at"),
                option("sender_id", NUMBER, "Only of this sender."),
                ACCOUNT,
                CAMPAIGN,
                ISP,
                option("domain", TEXT, "Only to recipients of this domain."),
                option("group", TEXT, "A row for each: lane, domain, sender, account or isp."),
                option(
                        "sort",
                        TEXT,
                        "Order: total, new, retry, hold, oldest, due, sender or account."),
                option("from", TEXT, "Where the page begins: next_from of the page before."));
    }

    private static Operation top() {
        return Operation.watch(
                "top",
                CALL + "stats",
                "Shows the busiest rows of a sender's queue, updated every second, until Ctrl-C.",
                SENDER,
                ACCOUNT,
                CAMPAIGN,
                ISP,
                option(
                        "group",
                        TEXT,
                        "Rows: lane (an account, campaign and ISP; the default),"
                                + " account, account_campaign or isp."));
    }

    private static Operation holds() {
        return Operation.list(
                "holds",
                CALL + "holds",
                "Lists holds.",
                List.of("id", "sender_id", "account_id", "campaign_id", "isp", "until", "reason"),
                placeOrNone("id", NUMBER, "Only holds of this sender."),
                ACCOUNT,
                option("search", TEXT, "Words in the reason or the ISP."),
                option("sort", TEXT, "By id, until, sender or account; with - descending."),
                option("from", TEXT, "Where the page begins in another order than by id."),
                Arg.FROM_ID);
    }

    /** A noun with a single verb, which is not typed. */
    static Noun ledger() {
        return new Noun(
                "ledger",
                "ledger",
                "",
                List.of(
                        Operation.show(
                                "ledger",
                                "ledger/get",
                                "Shows how many recipients were accepted, delivered, bounced, expired, purged and queued.",
                                option("account_id", NUMBER, "Only of this account."))));
    }
}
