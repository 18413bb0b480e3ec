package io.mailyard.tokens;

import io.mailyard.access.Token;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Types;

/** Tokens on the wire (docs/spec/admin-api.md, section 7). */
final class TokenBody {
    static final Param<Long> EXISTING = Token.ID.required();
    static final Param<Long> ACCOUNT =
            Param.of("account_id", Types.id(), "The account whose tokens they are.").required();
    static final Param<Boolean> PERSONAL =
            Param.of(
                    "personal",
                    Types.flag(),
                    "For a new token, by a signed-in administrator: it is that person's own, can do"
                            + " no more than the person, and ends with it. It stays.");
    static final Param<Long> OVERLAP =
            Param.of(
                            "overlap_seconds",
                            Types.integer(0, 30L * 24 * 3600),
                            "How long the secret before works on, at most 30 days.")
                    .defaultsTo(0L);

    /** A token with its secret. */
    static final ObjectSchema ISSUED =
            ObjectSchema.of("TokenSecret", "A token's new secret.")
                    .number("saved_id", "The token.")
                    .text("token", "Its secret, shown this once.");

    /** A saved token, with its secret if it is new. */
    static final ObjectSchema SAVED =
            ISSUED.as("TokenSaved", "A token that was saved, with its secret where it is new.")
                    .optional();

    private TokenBody() {}
}
