package io.mailyard.access;

import io.mailyard.base.Cidr;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An API token, an administrator's or an account's own, without its secret.
 *
 * @param id unique among the tokens of both kinds
 * @param addresses where it may be used from; empty: anywhere
 * @param previousUntil until when the secret before the last rotation works too
 */
public record Token(
        TokenId id,
        Owner owner,
        String name,
        boolean active,
        Optional<Instant> expiresAt,
        Scopes scopes,
        List<Cidr> addresses,
        Optional<Instant> previousUntil,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> lastUsedAt,
        Optional<String> lastUsedFrom) {

    /**
     * What {@code other}, an administrator's too, can do and this one cannot, in words for whoever
     * asked; empty where this one is as strong in every respect: scopes, accounts, addresses, end.
     */
    public Optional<String> lacks(Token other) {
        if (!scopes.include(other.scopes)) {
            return Optional.of("its scopes are " + String.join(", ", other.scopes.sorted()));
        }
        if (!(owner instanceof Owner.Platform own
                && other.owner instanceof Owner.Platform others
                && own.covers(others))) {
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

    /** Whether it is an administrator's that reaches this account. */
    public boolean reaches(Owner.Account account) {
        return owner instanceof Owner.Platform own
                && (own.accounts().isEmpty() || own.accounts().contains(account.id()));
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
                && owner.equals(Owner.platform())
                && addresses.isEmpty();
    }
}
