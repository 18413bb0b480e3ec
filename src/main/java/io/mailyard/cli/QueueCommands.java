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
    private static final Arg ACCOUNT = option("account_id", NUMBER, "Of this account alone.");
    private static final Arg CAMPAIGN = option("campaign_id", NUMBER, "Of this campaign alone.");
    private static final Arg ISP =
            option("isp", TEXT, "To this ISP alone, by its name; other: to domains of none.");

    private QueueCommands() {}

    static Noun noun() {
        return new Noun(
                "queue",
                "queue of sender",
                "Senders' queues: what waits, and what is held.",
                List.of(
                        Operation.show(
                                "stats",
                                CALL + "stats",
                                "Shows what a sender has queued.",
                                SENDER,
                                ACCOUNT,
                                CAMPAIGN,
                                ISP,
                                option(
                                        "group",
                                        TEXT,
                                        "A row for each: total, account, account_campaign, isp or lane.")),
                        top(),
                        Operation.act(
                                "hold",
                                CALL + "hold",
                                "Suspends a sender's mail, or a part of it.",
                                "held",
                                SENDER,
                                ACCOUNT,
                                CAMPAIGN,
                                ISP,
                                option("until", TIME, "When it ends by itself."),
                                option("reason", TEXT, "Why, for who looks.")),
                        Operation.act(
                                "release",
                                CALL + "release",
                                "Ends holds of this part, and of parts of it.",
                                "released",
                                SENDER,
                                ACCOUNT,
                                CAMPAIGN,
                                ISP),
                        Operation.remove(
                                "purge",
                                CALL + "purge",
                                "Takes what a sender has queued out of the queue, for good.",
                                "purged",
                                SENDER,
                                ACCOUNT,
                                CAMPAIGN,
                                ISP),
                        holds()));
    }

    /** An account's mail, whatever the sender. */
    static Noun ofAccounts() {
        String call = "accounts/queue/";
        Arg account = place("id", NUMBER, "The account's id.");
        return new Noun(
                "account-queue",
                "queue of account",
                "Accounts' queues, whatever the sender, and what waits without one.",
                List.of(
                        Operation.show(
                                "stats",
                                call + "stats",
                                "Shows what an account has queued.",
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
                                "Suspends an account's mail, or a part of it.",
                                "held",
                                account,
                                CAMPAIGN,
                                ISP,
                                option("until", TIME, "When it ends by itself."),
                                option("reason", TEXT, "Why, for who looks.")),
                        Operation.act(
                                "release",
                                call + "release",
                                "Ends holds of this part, and of parts of it.",
                                "released",
                                account,
                                CAMPAIGN,
                                ISP),
                        Operation.remove(
                                "purge",
                                call + "purge",
                                "Takes what an account has queued out of the queue, for good.",
                                "purged",
                                account,
                                CAMPAIGN,
                                ISP)));
    }

    private static Operation top() {
        return Operation.watch(
                "top",
                CALL + "stats",
                "Shows the busiest of a sender's queue, again every second; Ctrl-C ends it.",
                SENDER,
                ACCOUNT,
                CAMPAIGN,
                ISP,
                option(
                        "group",
                        TEXT,
                        "A row for each lane, which is an account, campaign and ISP, unless this says"
                                + " account, account_campaign or isp."));
    }

    private static Operation holds() {
        return Operation.list(
                "holds",
                CALL + "holds",
                "Lists what is held.",
                List.of("id", "sender_id", "account_id", "campaign_id", "isp", "until", "reason"),
                placeOrNone("id", NUMBER, "The sender's id; absent: of all."),
                ACCOUNT,
                Arg.FROM_ID);
    }

    /** A noun of one verb, which is typed without it. */
    static Noun ledger() {
        return new Noun(
                "ledger",
                "ledger",
                "",
                List.of(
                        Operation.show(
                                "ledger",
                                "ledger/get",
                                "Shows how much was accepted and what became of it, in recipients.",
                                option("account_id", NUMBER, "Of this account; absent: of all."))));
    }
}
