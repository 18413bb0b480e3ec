package io.mailyard.cli;

import static io.mailyard.cli.Arg.inner;
import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.ArgumentKind.FLAG;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.SECRET;
import static io.mailyard.cli.ArgumentKind.TEXT;

import io.mailyard.users.User;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code mailyard users} (docs/spec/admin-api.md, section 3). */
final class UserCommands {
    private static final Arg ACCOUNT = place("account_id", NUMBER, "The account's id.");
    private static final Arg NAME = place("name", TEXT, "The user's login.");

    private UserCommands() {}

    static Noun noun() {
        return new Noun(
                "users",
                "user",
                "Users of an account.",
                List.of(
                        list(),
                        Operation.show(
                                "get", "accounts/users/get", "Shows all of a user.", ACCOUNT, NAME),
                        Operation.save(
                                "add",
                                "accounts/users/add",
                                "Adds a user. --email is needed.",
                                "added",
                                fields()),
                        Operation.save(
                                "update",
                                "accounts/users/update",
                                "Changes a user: options that are not given stay unchanged.",
                                "updated",
                                fields(option("new_name", TEXT, "The new login."), Arg.WHY)),
                        Operation.delete(
                                "delete",
                                "accounts/users/delete",
                                "Deletes a user. This cannot be undone.",
                                ACCOUNT,
                                NAME),
                        BulkCommands.users(ACCOUNT),
                        Operation.act(
                                "send-welcome",
                                "accounts/users/send_welcome",
                                "Sends the welcome mail with a link to set a password; older links"
                                        + " become invalid.",
                                "welcomed: the mail is queued",
                                ACCOUNT,
                                NAME),
                        sessions(),
                        Operation.save(
                                "end-sessions",
                                "accounts/users/sessions/end",
                                "Ends a user's sessions, or with --id one of them.",
                                "ended",
                                ACCOUNT,
                                NAME,
                                option("id", NUMBER, "The session."),
                                Arg.WHY),
                        Operation.remove(
                                "reset-factors",
                                "accounts/users/factors/reset",
                                "Takes away a lost second factor, and ends the sessions.",
                                "without a second factor",
                                ACCOUNT,
                                NAME,
                                Arg.WHY),
                        enter(),
                        testAlert()));
    }

    private static Operation sessions() {
        return Operation.list(
                "sessions",
                "accounts/users/sessions/list",
                "Lists a user's open sessions by id.",
                List.of(
                        "id",
                        "login",
                        "created_at",
                        "last_seen_at",
                        "ends_at",
                        "address",
                        "user_agent"),
                ACCOUNT,
                NAME,
                Arg.FROM_ID);
    }

    private static Operation enter() {
        return Operation.show(
                "enter",
                "accounts/users/enter",
                "Prints an address that opens the portal as the user, once, for 30 minutes.",
                ACCOUNT,
                NAME,
                option("reason", TEXT, "Why, for the audit; needed."),
                option("may_change", FLAG, "More than looking is allowed."));
    }

    private static Operation testAlert() {
        return Operation.tell(
                "test-alert",
                "accounts/users/alerts/test",
                "Mails a user a sample of an alert or report; with --dry-run only" + " shows it.",
                ACCOUNT,
                NAME,
                place(
                        "kind",
                        TEXT,
                        "limits, complaints, hard_bounces, soft_bounces,"
                                + " daily_reports, weekly_reports, or a topic such"
                                + " as domain."));
    }

    private static Operation list() {
        return Operation.list(
                "list",
                "accounts/users/list",
                "Lists an account's users.",
                List.of(
                        "username",
                        "first_name",
                        "last_name",
                        "email",
                        "phone",
                        "lang",
                        "active",
                        "master"),
                ACCOUNT,
                option("active", FLAG, "Only active users, or only inactive ones."),
                option("master", FLAG, "Only masters, or only others."),
                option("second_factor", FLAG, "Only users with a second factor, or without."),
                option("lang", TEXT, "Only users with this language, RU or EN."),
                option("id", NUMBER, "Only the user of this id."),
                option(
                        "search",
                        TEXT,
                        "Only users with each of these words in login, address or name."),
                option("full", FLAG, "All members that get shows; see --columns."),
                option("sort", TEXT, "By name or id; -name or -id descending."),
                option("from_id", NUMBER, "Starts at this id, sorted by id."),
                option("from_name", TEXT, "Starts at this login."));
    }

    private static Arg[] fields(Arg... own) {
        List<Arg> args = new ArrayList<>();
        args.add(ACCOUNT);
        args.add(NAME);
        args.addAll(Arrays.asList(Arg.of(User.SETTABLE)));
        args.add(
                option("password", SECRET, "A file whose first line is the password; - reads it."));
        args.add(option("send_welcome", FLAG, "Also sends the welcome mail."));
        User.ALERT_PARAMS.forEach(
                alert -> args.add(inner("alerts." + alert.name(), FLAG, alert.doc())));
        args.addAll(Arrays.asList(own));
        return args.toArray(new Arg[0]);
    }
}
