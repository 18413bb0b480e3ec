package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.Arg.placeOrNone;
import static io.mailyard.cli.ArgumentKind.FLAG;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.SECRET;
import static io.mailyard.cli.ArgumentKind.TEXT;

import io.mailyard.administrators.Administrator;
import io.mailyard.administrators.Role;
import java.util.List;

/** {@code mailyard administrators} and {@code mailyard roles}. */
final class AdministratorCommands {
    private static final Arg ID = place("id", NUMBER, "The administrator's id.");

    private AdministratorCommands() {}

    static Noun noun() {
        return new Noun(
                "administrators",
                "administrator",
                "People who administer the platform.",
                List.of(
                        Operation.list(
                                "list",
                                "administrators/list",
                                "Lists administrators by id.",
                                List.of(
                                        "id",
                                        "login",
                                        "name",
                                        "role",
                                        "active",
                                        "second_factor",
                                        "passkeys",
                                        "last_sign_in_at"),
                                option("role", TEXT, "Those who have this role."),
                                option(
                                        "active",
                                        FLAG,
                                        "Those who may sign in; false: those who" + " may not."),
                                option(
                                        "search",
                                        TEXT,
                                        "Those with this in login, name or address."),
                                option(
                                        "sort",
                                        TEXT,
                                        "By id, login, role, last_sign_in_at or created_at; with"
                                                + " - descending."),
                                option("from", TEXT, "Starts a page in an order other than by id."),
                                Arg.FROM_ID),
                        Operation.show(
                                "get",
                                "administrators/get",
                                "Shows an administrator, and the secrets that the person gave out.",
                                ID),
                        Operation.save(
                                "save",
                                "administrators/save",
                                "Creates an administrator and shows a password where none is given,"
                                        + " this once; or changes one.",
                                "saved",
                                saved()),
                        Operation.delete(
                                "delete",
                                "administrators/delete",
                                "Deletes an administrator, with sessions and personal tokens.",
                                ID),
                        resetFactors(),
                        sessions(),
                        endSessions()));
    }

    private static Operation resetFactors() {
        return Operation.remove(
                "reset-factors",
                "administrators/factors/reset",
                "Takes away a lost second factor, and ends the sessions.",
                "without a second factor",
                ID,
                Arg.WHY);
    }

    private static Operation sessions() {
        return Operation.list(
                "sessions",
                "administrators/sessions/list",
                "Lists open sessions by id.",
                List.of(
                        "id",
                        "login",
                        "created_at",
                        "last_seen_at",
                        "ends_at",
                        "address",
                        "user_agent"),
                option("administrator_id", NUMBER, "Those of this administrator."),
                option("search", TEXT, "Those with this in login, address or browser."),
                option(
                        "sort",
                        TEXT,
                        "By id, login, created_at, last_seen_at or address; with - descending."),
                option("from", TEXT, "Starts a page in an order other than by id."),
                Arg.FROM_ID);
    }

    private static Operation endSessions() {
        return Operation.save(
                "end-sessions",
                "administrators/sessions/end",
                "Ends a session, or with --administrator-id all of a person.",
                "ended",
                placeOrNone("id", NUMBER, "The session; absent: all of a person."),
                option("administrator_id", NUMBER, "Whose sessions end."),
                Arg.WHY);
    }

    private static Arg[] saved() {
        return Arg.of(
                Administrator.FIELDS,
                placeOrNone("id", NUMBER, "The administrator to change; absent: a new one."),
                option(
                        "password",
                        SECRET,
                        "A file whose first line is the password; - reads it. It ends the person's"
                                + " sessions. Absent for a new person: one is made and shown."),
                Arg.WHY);
    }

    static Noun roles() {
        return new Noun(
                "roles",
                "role",
                "What administrators may do.",
                List.of(
                        Operation.list(
                                "list",
                                "roles/list",
                                "Lists roles: those of the program, then the platform's own.",
                                List.of("id", "name", "scopes", "administrators"),
                                option("search", TEXT, "Those with this in name or scopes."),
                                option(
                                        "built_in",
                                        FLAG,
                                        "Those of the program; false: the platform's own."),
                                option(
                                        "sort",
                                        TEXT,
                                        "By id, name or administrators; with - descending."),
                                option("from", TEXT, "Starts a page in an order other than by id."),
                                Arg.FROM_ID),
                        Operation.save(
                                "save",
                                "roles/save",
                                "Creates a role of the platform's own, or changes one.",
                                "saved",
                                Arg.of(
                                        Role.FIELDS,
                                        placeOrNone(
                                                "id",
                                                NUMBER,
                                                "The role to change; absent: a new one."))),
                        Operation.delete(
                                "delete",
                                "roles/delete",
                                "Deletes a role that nobody has.",
                                place("id", NUMBER, "The role's id."))));
    }
}
