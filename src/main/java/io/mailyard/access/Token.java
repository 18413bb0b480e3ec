package io.mailyard.access;

import io.mailyard.base.AccountId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An administrator's API token, without its secret.
 *
 * @param accounts the accounts it is bound to; empty: all
 * @param addresses where it may be used from; empty: anywhere
 * @param previousUntil until when the secret before the last rotation works too
 */
public record Token(
        TokenId id,
        String name,
        boolean active,
        Optional<Instant> expiresAt,
        Scopes scopes,
        Set<AccountId> accounts,
        List<Cidr> addresses,
        Optional<Instant> previousUntil,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> lastUsedAt,
        Optional<String> lastUsedFrom) {

    /**
     * Whether it reaches everything, from anywhere, without end: what is needed to mend all other
     * tokens.
     */
    public boolean unlimited() {
        return active
                && expiresAt.isEmpty()
                && scopes.permit("tokens", true)
                && scopes.include(Scopes.ALL)
                && accounts.isEmpty();
    }
}
