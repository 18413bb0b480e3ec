package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.ArgumentKind.FLAG;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.TEXT;
import static io.mailyard.cli.ArgumentKind.TIME;

import java.util.List;

/** {@code mailyard audit} (docs/spec/admin-api.md, section 7). */
final class AuditCommands {
    private AuditCommands() {}

    static Noun noun() {
        return new Noun(
                "audit",
                "row",
                "The audit: who did what, when and from where.",
                List.of(
                        Operation.list(
                                "list",
                                "audit/list",
                                "Lists the audit's rows, oldest first.",
                                List.of(
                                        "id",
                                        "at",
                                        "actor",
                                        "address",
                                        "action",
                                        "object_type",
                                        "object_id",
                                        "account_id"),
                                option("since", TIME, "At or after this time."),
                                option("until", TIME, "Before this time."),
                                option("actor", TEXT, "Only changes by this actor."),
                                option("action", TEXT, "Only this action."),
                                option(
                                        "object_type",
                                        TEXT,
                                        "Only changes of objects of this type."),
                                option(
                                        "object_id",
                                        TEXT,
                                        "Only changes of the object with this id."),
                                option(
                                        "account_id",
                                        NUMBER,
                                        "Only changes of this account and its objects."),
                                option("request_id", TEXT, "Only what this call changed."),
                                option("order", TEXT, "desc: newest first."),
                                Arg.FROM_ID),
                        Operation.show(
                                "chain",
                                "audit/verify",
                                "Says whether the chain is whole, as the server's last check"
                                        + " found it.",
                                option(
                                        "now",
                                        FLAG,
                                        "true: checks anew what is older than 30 s."))));
    }
}
