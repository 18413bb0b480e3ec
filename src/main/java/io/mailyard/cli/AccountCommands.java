package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.Arg.placeOrNone;
import static io.mailyard.cli.ArgumentKind.FLAG;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.TEXT;
import static io.mailyard.cli.ArgumentKind.TIME;

import io.mailyard.accounts.Account;
import java.util.List;
import java.util.stream.Stream;

/** {@code mailyard accounts} (docs/spec/admin-api.md, section 2). */
final class AccountCommands {
    private static final Arg ID = place("id", NUMBER, "The account's id.");

    private AccountCommands() {}

    static Noun noun() {
        return new Noun(
                "accounts",
                "account",
                "Accounts: the tenants.",
                List.of(
                        list(),
                        Operation.show(
                                "get",
                                "accounts/get",
                                "Shows all of an account, with the receipts of its last stop.",
                                ID),
                        save(),
                        act("activate", "Switches an account on.", "active"),
                        act(
                                "deactivate",
                                "Switches an account off: its users are signed out, its mail"
                                        + " is suspended.",
                                "inactive",
                                Arg.WHY),
                        freeze(),
                        act("unfreeze", "Unfreezes an account.", "not frozen"),
                        Operation.delete(
                                "delete",
                                "accounts/delete",
                                "Deletes an account. It can be restored until its retention ends"
                                        + " (30 days unless configured).",
                                ID),
                        act("restore", "Brings a deleted account back.", "restored"),
                        BulkCommands.accounts(),
                        Operation.act(
                                "export",
                                "accounts/export",
                                "Writes everything of an account to a file on the server, as a task.",
                                "is being exported",
                                ID,
                                Arg.WHY)));
    }

    private static Operation act(String verb, String says, String done, Arg... more) {
        Arg[] all = Stream.concat(Stream.of(ID), Stream.of(more)).toArray(Arg[]::new);
        return Operation.act(verb, "accounts/" + verb, says, done, all);
    }

    private static Operation list() {
        return Operation.list(
                "list",
                "accounts/list",
                "Lists accounts by id.",
                List.of(
                        "id",
                        "name",
                        "title",
                        "timezone",
                        "tariff_id",
                        "is_active",
                        "is_frozen",
                        "is_tariff_exceed",
                        "deleted_at"),
                option("is_active", FLAG, "Only active accounts, or only inactive ones."),
                option("is_frozen", FLAG, "Only frozen accounts, or only others."),
                option("tariff_id", NUMBER, "Only accounts with this tariff."),
                option("search", TEXT, "Only accounts with this text in their name or title."),
                option(
                        "include_deleted",
                        FLAG,
                        "Also accounts that are deleted and not yet purged."),
                option(
                        "state",
                        TEXT,
                        "Only accounts in this state: active, frozen, inactive or deleted."),
                option("sort", TEXT, "By id, name or title; -id, -name or -title descending."),
                option("from", TEXT, "Starts a page in an order other than by id."),
                option("counts", FLAG, "The numbers of users and of queued recipients, too."),
                option("full", FLAG, "All members that get shows, except receipts; see --columns."),
                Arg.FROM_ID);
    }

    private static Operation freeze() {
        return Operation.act(
                "freeze",
                "accounts/freeze",
                "Freezes an account: its users see a notice, its mail is suspended.",
                "frozen",
                ID,
                option(
                        "frozen_details.payment_url",
                        TEXT,
                        "Where its users can pay; shown in the notice."),
                option("reason", TEXT, "The reason; shown in the notice."),
                option("until", TIME, "End of the freeze, for example 2026-01-31T09:00:00Z."));
    }

    private static Operation save() {
        return Operation.save(
                "save",
                "accounts/save",
                "Creates an account, or changes one: options that are not given stay unchanged. To create,"
                        + " --name, --title, --tz, --tariff, --reports-day and --reports-hour are"
                        + " needed.",
                "saved",
                Arg.of(
                        Account.SETTABLE,
                        placeOrNone(
                                "id",
                                NUMBER,
                                "The account to change; without it a new one is created.")));
    }
}
