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
     * What {@code other} can do and this one cannot, in words for whoever asked; empty where this
     * one is as strong in every respect: scopes, accounts, addresses, end.
     */
    public Optional<String> lacks(Token other) {
        if (!scopes.include(other.scopes)) {
            return Optional.of("its scopes are " + String.join(", ", other.scopes.sorted()));
        }
        if (!accounts.isEmpty()
                && (other.accounts.isEmpty() || !accounts.containsAll(other.accounts))) {
            return Optional.of("it reaches other accounts");
        }
        if (!addresses.isEmpty()
                && (other.addresses.isEmpty() || !other.addresses.stream().allMatch(this::lets))) {
            return Optional.of("it may be used from other addresses");
        }
        if (expiresAt.isPresent()
                && other.expiresAt.filter(end -> !end.isAfter(expiresAt.get())).isEmpty()) {
            return Optional.of("it works longer");
        }
        return Optional.empty();
    }

    private boolean lets(Cidr range) {
        return addresses.stream().anyMatch(own -> own.covers(range));
    }

    /**
     * Whether it reaches everything, from anywhere, without end: what is needed to mend all other
     * tokens.
     */
    public boolean unlimited() {
        return active
                && expiresAt.isEmpty()
                && scopes.permit("tokens", true)
                && scopes.include(Scopes.ALL)
                && accounts.isEmpty()
                && addresses.isEmpty();
    }
}
