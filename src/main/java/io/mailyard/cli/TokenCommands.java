package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.Arg.placeOrNone;
import static io.mailyard.cli.ArgumentKind.FLAG;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.NUMBERS;
import static io.mailyard.cli.ArgumentKind.TEXT;
import static io.mailyard.cli.ArgumentKind.TEXTS;
import static io.mailyard.cli.ArgumentKind.TIME;

import java.util.List;

/**
 * {@code mailyard tokens}: an administrator's, or with {@code --account-id} an account's own, which
 * have another address (docs/spec/admin-api.md, section 7).
 */
final class TokenCommands {
    /** The parameter that sends a call to {@code accounts/tokens/...}. */
    static final String ACCOUNT = "account_id";

    private static final Arg ID = place("id", NUMBER, "The token's id.");
    private static final Arg OF_ACCOUNT =
            option(ACCOUNT, NUMBER, "The tokens of this account; absent: administrators'.");

    private TokenCommands() {}

    static Noun noun() {
        return new Noun(
                "tokens",
                "token",
                "API tokens, of administrators or of an account.",
                List.of(
                        Operation.list(
                                "list",
                                "tokens/list",
                                "Lists tokens by id, without their secrets.",
                                List.of(
                                        "id",
                                        "name",
                                        "active",
                                        "expires_at",
                                        "scopes",
                                        "account_ids",
                                        "addresses"),
                                OF_ACCOUNT,
                                Arg.FROM_ID),
                        save(),
                        Operation.save(
                                "rotate",
                                "tokens/rotate",
                                "Replaces a token's secret and shows the new one, this once.",
                                "rotated",
                                ID,
                                OF_ACCOUNT,
                                option(
                                        "overlap_seconds",
                                        NUMBER,
                                        "How long the old secret goes on to work.")),
                        Operation.delete(
                                "delete",
                                "tokens/delete",
                                "Deletes a token: the next call with it is refused.",
                                ID,
                                OF_ACCOUNT)));
    }

    private static Operation save() {
        return Operation.save(
                "save",
                "tokens/save",
                "Creates a token and shows its secret, this once; or changes one.",
                "saved",
                placeOrNone("id", NUMBER, "The token to change; absent: a new one."),
                OF_ACCOUNT,
                option("name", TEXT, "Name, unique; needed to create."),
                option("active", FLAG, "Works; a new one does unless this says false."),
                option("expires_at", TIME, "Until when, such as 2026-01-31T09:00:00Z; '' never."),
                option(
                        "scopes",
                        TEXTS,
                        "What it may do, such as accounts:read,users:write; an account's, such as messages:write."),
                option("account_ids", NUMBERS, "The accounts it may reach; '' all."),
                option("addresses", TEXTS, "Where it may come from, such as 10.0.0.0/8; '' all."));
    }
}
