package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.ArgumentKind.FLAG;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.NUMBERS;
import static io.mailyard.cli.ArgumentKind.REFERENCE;
import static io.mailyard.cli.ArgumentKind.TEXT;
import static io.mailyard.cli.ArgumentKind.TIME;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The verb {@code bulk}: an act on many objects, as a task. */
final class BulkCommands {
    private BulkCommands() {}

    static Operation accounts() {
        return bulk(
                "accounts",
                "accounts/bulk",
                "freeze, unfreeze, activate, deactivate or tariff.",
                option("state", TEXT, "Only active, frozen, inactive or deleted ones."),
                option("is_active", FLAG, "Only active accounts, or only inactive ones."),
                option("is_frozen", FLAG, "Only frozen accounts, or only others."),
                option("tariff_id", NUMBER, "Only accounts with this tariff."),
                option("search", TEXT, "Only accounts with this text in their name or title."),
                option("until", TIME, "To freeze: when it is lifted by itself."),
                option("payment_url", TEXT, "To freeze: where users are sent to pay."),
                option("tariff", REFERENCE, "To change the tariff: the new one."));
    }

    static Operation users(Arg account) {
        return bulk(
                "users",
                "accounts/users/bulk",
                "activate, deactivate, send_welcome or must_change_password.",
                account,
                option("active", FLAG, "Only active users, or only inactive ones."),
                option("master", FLAG, "Only masters, or only others."),
                option("second_factor", FLAG, "Only users with a second factor, or without."),
                option("lang", TEXT, "Only users with this language, RU or EN."),
                option("search", TEXT, "Only users with these words in login, address or name."));
    }

    static Operation senders() {
        return bulk(
                "senders",
                "senders/bulk",
                "assign, unassign, delete or undelete.",
                option("account_id", NUMBER, "Only those that this account may send by."),
                option("deleted", FLAG, "Only deleted ones."),
                option("search", TEXT, "A part of the name, or an id or IP in full."),
                option("type", TEXT, "Only those of this type, such as akmta."),
                option("node_id", NUMBER, "Only those with an IP on this node."),
                option("problems", FLAG, "Only those that something keeps from sending."),
                option("to_account_id", NUMBER, "To assign or unassign: the account."));
    }

    static Operation suppressions(Arg account) {
        return bulk(
                "suppressions",
                "suppressions/bulk",
                "remove.",
                account,
                option("email", TEXT, "Only this address."),
                option("search", TEXT, "Only addresses that contain this text."),
                option("class", TEXT, "Only this class."),
                option("source", TEXT, "Only rows added by these."),
                option("expires", TEXT, "Only those that end (ends), or never do."),
                option("expires_before", TEXT, "Only those that end before then."));
    }

    private static Operation bulk(String noun, String path, String acts, Arg... more) {
        List<Arg> all = new ArrayList<>();
        List<Arg> given = new ArrayList<>(Arrays.asList(more));
        given.removeIf(arg -> {
            if (arg.placed()) {
                all.add(arg);
                return true;
            }
            return false;
        });
        all.add(place("act", TEXT, "What is done to each: " + acts));
        all.add(option("ids", NUMBERS, "These, by their ids."));
        all.add(option("all", FLAG, "All that the filters let pass; either this or --ids."));
        all.addAll(given);
        all.add(
                option(
                        "expected",
                        NUMBER,
                        "How many; where it is another number, nothing is done."));
        all.add(option("reason", TEXT, "Why, for the audit."));
        return Operation.tell(
                "bulk",
                path,
                "Does something to many " + noun + ", as a task; --dry-run says to how many.",
                all.toArray(Arg[]::new));
    }
}
