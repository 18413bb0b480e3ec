package io.mailyard.administrators;

import io.mailyard.access.AdministratorId;
import io.mailyard.access.Principal;
import io.mailyard.access.Scopes;
import io.mailyard.access.Token;
import io.mailyard.access.TokenStore;
import io.mailyard.api.Audience;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.db.Tx;
import java.util.Optional;

/**
 * Decides who may manage whom: nobody gives a role that can do more than the own one, nor changes a
 * person or role that can. The caller's rights are read afresh, for they may have changed since the
 * call was let in.
 */
record AdministratorRights(AdministratorStore store, TokenStore tokens) {
    /** Scopes of an active administrator; empty if switched off or deleted. */
    Optional<Scopes> of(Tx tx, AdministratorId id) {
        return store.find(tx, id)
                .filter(Administrator::active)
                .map(person -> Roles.scopes(tx, person.role()));
    }

    private Scopes of(Tx tx, Principal by) {
        Optional<Scopes> person = by.administrator().flatMap(id -> of(tx, id));
        Optional<Scopes> token =
                by.signedIn()
                        ? Optional.of(Scopes.ALL)
                        : tokens.find(tx, AccountId.PLATFORM, by.token())
                                .filter(Token::active)
                                .map(Token::scopes);
        if (token.isEmpty() || (by.administrator().isPresent() && person.isEmpty())) {
            throw new ApiException(
                    ErrorCode.UNAUTHENTICATED,
                    "API token required: this one was taken away meanwhile");
        }
        return person.map(scopes -> scopes.and(token.get())).orElse(token.get());
    }

    /** Throws error 403 if the role allows more than the caller may do. */
    void mustInclude(Tx tx, Principal by, Role role) {
        if (!of(tx, by).include(Audience.ADMINISTRATOR, role.scopes())) {
            throw ApiException.forbidden(
                    "the role '"
                            + role.name()
                            + "' allows more than you may do: its scopes are "
                            + String.join(", ", role.scopes().sorted()));
        }
    }

    /** Throws error 403 if the person may do more than the caller. */
    void mustInclude(Tx tx, Principal by, Administrator person) {
        Roles.find(tx, person.role()).ifPresent(role -> mustInclude(tx, by, role));
    }
}
