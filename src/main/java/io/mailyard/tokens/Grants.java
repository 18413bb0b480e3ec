package io.mailyard.tokens;

import io.mailyard.access.Owner;
import io.mailyard.access.Principal;
import io.mailyard.access.Token;
import io.mailyard.access.TokenStore;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.db.Tx;

/** Which administrator's token may handle which other token. */
record Grants(TokenStore store) {
    /**
     * Nobody makes, changes or takes over an administrator's token that can do more than its own.
     * An account's token is of another kind: it comes from where the account is, and stays when the
     * administrator goes; to handle it takes the scope and the account alone. The caller's own
     * token is read afresh, for it may have been changed since the call was let in.
     */
    void mustGrant(Tx tx, Principal by, Token token) {
        Token own =
                store.find(tx, AccountId.PLATFORM, by.token())
                        .filter(Token::active)
                        .orElseThrow(() ->
                                new ApiException(
                                        ErrorCode.UNAUTHENTICATED,
                                        "API token required: this one was taken away meanwhile"));
        switch (token.owner()) {
            case Owner.PlatformOwner _ ->
                    own.lacks(token)
                            .ifPresent(more -> {
                                throw ApiException.forbidden(
                                        "this token may not handle a token that can do more than"
                                                + " itself: "
                                                + more);
                            });
            case Owner.AccountOwner account -> {
                if (!own.scopes().permit("account_tokens", true) || !own.reaches(account)) {
                    throw ApiException.forbidden(
                            "this token may not handle tokens of account " + account.id());
                }
            }
        }
    }

    /** Someone must be able to mend all other tokens. */
    void mustLeaveOne(Tx tx, Token before, boolean staysUnlimited) {
        if (before.unlimited() && !staysUnlimited && store.unlimitedBeside(tx, before.id()) == 0) {
            throw ApiException.conflict(
                    "token '"
                            + before.name()
                            + "' is the last active one with full rights, from anywhere, without end:"
                            + " make another first, or nobody could manage this platform");
        }
    }
}
