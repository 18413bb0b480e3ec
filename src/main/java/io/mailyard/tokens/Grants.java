package io.mailyard.tokens;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.access.Caller;
import io.mailyard.access.Owner;
import io.mailyard.access.Principal;
import io.mailyard.access.Scopes;
import io.mailyard.access.Token;
import io.mailyard.access.TokenStore;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.db.Tx;
import java.util.Optional;

/** Decides who may manage which token. */
record Grants(TokenStore store, AdministratorScopes administrators) {
    /**
     * Nobody creates, changes or takes over an administrator's token with more rights than the own
     * one. An account's token is of another kind: it only needs the scope and the account, and it
     * stays when the administrator's token goes; only to see what messages say the administrator
     * must have the right, too. The caller's own token is read again, since it may have changed
     * since the gate admitted the call. The same holds of an account's own tokens among each other.
     */
    void mustGrant(Tx tx, Caller by, Token token) {
        switch (by) {
            case Principal administrator -> mustGrant(tx, administrator, token);
            case AccountPrincipal account ->
                    mustNotLack(
                            own(tx, account),
                            token,
                            "your account's token may not handle one that can do more than itself: ");
        }
    }

    private static void mustNotLack(Token own, Token token, String what) {
        own.lacks(token)
                .ifPresent(more -> {
                    throw ApiException.forbidden(what + more);
                });
    }

    private void mustGrant(Tx tx, Principal by, Token token) {
        Token own = own(tx, by);
        switch (token.owner()) {
            case Owner.PlatformOwner _ ->
                    mustNotLack(
                            own,
                            token,
                            by.signedIn()
                                    ? "you may not handle a token that can do more than you: "
                                    : "this token may not handle a token that can do more than"
                                            + " itself: ");
            case Owner.AccountOwner account -> {
                if (!own.scopes().permit("account_tokens", true) || !own.reaches(account)) {
                    throw ApiException.forbidden(
                            "this token may not handle tokens of account " + account.id());
                }
                if (token.scopes().words().contains(Scopes.CONTENT)
                        && !own.scopes().includes(Scopes.CONTENT)) {
                    throw ApiException.forbidden(
                            "this token lacks the scope content:read: it may not handle a token that"
                                    + " has it");
                }
            }
        }
    }

    /** Rights of an account's caller now: its token's, or a signed-in user's. */
    private Token own(Tx tx, AccountPrincipal by) {
        if (by.token().value() < 0 && !isOpen(tx, by)) {
            throw takenAway();
        }
        return by.token().value() < 0
                ? Token.of(by.token(), by.account(), by.scopes())
                : store.find(tx, by.account(), by.token())
                        .filter(Token::active)
                        .orElseThrow(Grants::takenAway);
    }

    /** Whether the user of a session may still sign in. */
    private static boolean isOpen(Tx tx, AccountPrincipal by) {
        return tx.number(
                        "SELECT count(*) FROM users u JOIN accounts a ON a.id = u.account_id"
                                + " WHERE u.id = ? AND u.account_id = ? AND u.active = 1"
                                + " AND a.is_active = 1 AND a.deleted_at IS NULL",
                        by.token().user().orElse(0),
                        by.account().value())
                > 0;
    }

    private static ApiException takenAway() {
        return new ApiException(
                ErrorCode.UNAUTHENTICATED, "API token required: this one was taken away meanwhile");
    }

    /** The caller's rights now: a token's, a person's, or both for a personal token. */
    private Token own(Tx tx, Principal by) {
        Optional<Scopes> person = by.administrator().flatMap(id -> administrators.of(tx, id));
        Optional<Token> own =
                by.signedIn()
                        ? by.administrator()
                                .flatMap(id -> person.map(scopes -> Token.of(id, scopes)))
                        : store.find(tx, AccountId.PLATFORM, by.token()).filter(Token::active);
        if (own.isEmpty() || (by.administrator().isPresent() && person.isEmpty())) {
            throw takenAway();
        }
        return person.map(scopes -> own.get().within(scopes)).orElse(own.get());
    }

    /** A new secret of a person's own token goes to that person alone, who it acts as. */
    static void mustBeOwn(Caller by, Token token) {
        if (token.administrator().isPresent()
                && !(by instanceof Principal person
                        && token.administrator().equals(person.administrator()))) {
            throw ApiException.forbidden(
                    "token '"
                            + token.name()
                            + "' is a personal one: only its administrator may have its secret");
        }
    }

    /** One token must be able to repair all others. */
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
