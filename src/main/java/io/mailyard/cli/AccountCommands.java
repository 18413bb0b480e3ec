package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.Arg.placeOrNone;
import static io.mailyard.cli.ArgumentKind.FLAG;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.NUMBERS;
import static io.mailyard.cli.ArgumentKind.REFERENCE;
import static io.mailyard.cli.ArgumentKind.TEXT;
import static io.mailyard.cli.ArgumentKind.TIME;

import java.util.List;

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
                                "Shows an account in full, with the receipts of its last stop.",
                                ID),
                        save(),
                        act("activate", "Switches an account on.", "active"),
                        act(
                                "deactivate",
                                "Switches an account off: its users are signed out, its mail"
                                        + " is suspended.",
                                "inactive"),
                        freeze(),
                        act("unfreeze", "Lets a frozen account go on.", "not frozen"),
                        Operation.delete(
                                "delete",
                                "accounts/delete",
                                "Deletes an account. It can be restored until its retention ends"
                                        + " (30 days unless configured).",
                                ID),
                        act("restore", "Brings a deleted account back.", "restored")));
    }

    private static Operation act(String verb, String says, String done) {
        return Operation.act(verb, "accounts/" + verb, says, done, ID);
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
                option("is_active", FLAG, "Only those that are switched on, or off."),
                option("is_frozen", FLAG, "Only those that are frozen, or are not."),
                option("tariff_id", NUMBER, "Only those of this tariff."),
                option("search", TEXT, "Only those with this in their name or title."),
                option("include_deleted", FLAG, "Those that are deleted and not yet purged too."),
                option("full", FLAG, "Each as get shows it, without receipts; see --columns."),
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
                        "Where its users can pay: shown in the notice."),
                option("reason", TEXT, "Why, for the notice."),
                option("until", TIME, "Until when, such as 2026-01-31T09:00:00Z."));
    }

    private static Operation save() {
        return Operation.save(
                "save",
                "accounts/save",
                "Creates an account, or changes one: what is not given stays as it is. To create,"
                        + " --name, --title, --tz, --tariff, --reports-day and --reports-hour are"
                        + " needed.",
                "saved",
                placeOrNone("id", NUMBER, "The account to change; absent: a new one."),
                option("name", TEXT, "System name, the right part of login@name."),
                option("title", TEXT, "Title."),
                option("tz", TEXT, "Time zone, such as Europe/Berlin."),
                option("tariff", REFERENCE, "Tariff, by id or name."),
                option("reports_day", NUMBER, "Day of reports, 1 Monday to 7 Sunday."),
                option("reports_hour", NUMBER, "Hour of reports, 0 to 23."),
                option("web_version_policy", REFERENCE, "Kept as given."),
                option("account_postgresql", REFERENCE, "Kept as given."),
                option("account_cache_clickhouse", REFERENCE, "Kept as given."),
                option("external_data_connectors", NUMBERS, "Ids, kept as given."),
                option("force_2fa_auth", FLAG, "Its users must have a second factor."),
                option("enable_push", FLAG, "Push is enabled."),
                option("custom_push_domain", TEXT, "A domain of its own for push."),
                option("enable_smart_settings", FLAG, "Smart settings are enabled."),
                option("enable_pixel", FLAG, "Pixels are enabled."),
                option("enable_track_email_replies", FLAG, "Replies are tracked."),
                option(
                        "domains_policy",
                        TEXT,
                        "Domains it may write from besides its own: sign, require, off, default."),
                option("is_active", FLAG, "Switched on; a new one is unless this says false."));
    }
}
