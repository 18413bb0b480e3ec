package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.TEXT;

import io.mailyard.suppressions.Suppression;
import java.util.List;

/** {@code mailyard suppressions} (docs/spec/admin-api.md, section 7). */
final class SuppressionCommands {
    static final String NAME = "suppressions";

    private static final Arg EMAIL = place("email", TEXT, "The address, in any case.");
    private static final Arg OF_ACCOUNT =
            option("account_id", NUMBER, "The list of this account; default the platform's.");

    private SuppressionCommands() {}

    static Noun noun() {
        return new Noun(
                NAME,
                "suppression",
                "Suppressions: addresses that are not written to.",
                List.of(
                        Operation.list(
                                "list",
                                "suppressions/list",
                                "Lists suppressions by id.",
                                List.of(
                                        "id",
                                        "email",
                                        "class",
                                        "source",
                                        "reason",
                                        "created_at",
                                        "expires_at"),
                                OF_ACCOUNT,
                                option("email", TEXT, "Only this address."),
                                option("order", TEXT, "desc: newest first."),
                                option("search", TEXT, "Only addresses that contain this text."),
                                option("class", TEXT, "Only this class."),
                                option("source", TEXT, "Only rows added by these."),
                                option("expires", TEXT, "Only those that end (ends), or never do."),
                                option("expires_before", TEXT, "Only those that end before then."),
                                Arg.FROM_ID),
                        Operation.act(
                                "add",
                                "suppressions/add",
                                "Adds an address; an existing one gets the new reason.",
                                "added",
                                Arg.of(Suppression.SETTABLE, EMAIL, OF_ACCOUNT)),
                        BulkCommands.suppressions(OF_ACCOUNT),
                        Operation.delete(
                                "remove",
                                "suppressions/remove",
                                "Removes an address: mail to it is tried again.",
                                EMAIL,
                                OF_ACCOUNT,
                                option("reason", TEXT, "Why, for the audit."))));
    }
}
