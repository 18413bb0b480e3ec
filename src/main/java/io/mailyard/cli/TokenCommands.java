package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.Arg.placeOrNone;
import static io.mailyard.cli.ArgumentKind.FLAG;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.TEXT;

import io.mailyard.access.Token;
import java.util.List;

/**
 * {@code mailyard tokens}: tokens of administrators, or with {@code --account-id} of an account,
 * whose calls have another path (docs/spec/admin-api.md, section 7).
 */
final class TokenCommands {
    /** The parameter that turns a call into one of {@code accounts/tokens/...}. */
    static final String ACCOUNT = "account_id";

    private static final Arg ID = place("id", NUMBER, "The token's id.");
    private static final Arg OF_ACCOUNT =
            option(ACCOUNT, NUMBER, "The tokens of this account; default administrators'.");

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
                                        "addresses",
                                        "prefix",
                                        "last_used_at",
                                        "last_used_from"),
                                OF_ACCOUNT,
                                option("search", TEXT, "Those with this in name or prefix."),
                                option("active", FLAG, "Those that are on; false: off."),
                                option(
                                        "sort",
                                        TEXT,
                                        "By id, name, created_at, expires_at or last_used_at; with"
                                                + " - descending."),
                                option("from", TEXT, "Starts a page in an order other than by id."),
                                Arg.FROM_ID),
                        save(),
                        Operation.save(
                                "rotate",
                                "tokens/rotate",
                                "Replaces a token's secret and shows the new one, only this once.",
                                "rotated",
                                ID,
                                OF_ACCOUNT,
                                option(
                                        "overlap_seconds",
                                        NUMBER,
                                        "How long the old secret keeps working."),
                                Arg.WHY),
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
                "Creates a token and shows its secret, only this once; or changes a token.",
                "saved",
                Arg.of(
                        Token.OF_PLATFORM,
                        placeOrNone(
                                "id",
                                NUMBER,
                                "The token to change; without it a new one is created."),
                        OF_ACCOUNT,
                        option(
                                "personal",
                                FLAG,
                                "With an administrator's own token: a new one of that person's"
                                        + " own.")));
    }
}
