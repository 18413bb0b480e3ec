package io.mailyard.access;

import io.mailyard.api.Audience;
import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import java.util.Optional;

/** Where tokens of both kinds are kept. */
public final class TokenStores {
    private final PlatformTokenStore platform = new SqlTokenStore();
    private final AccountTokenStore ofAccounts = new SqlAccountTokenStore();

    /** Where administrators' tokens are kept. */
    public PlatformTokenStore platform() {
        return platform;
    }

    /** Where the tokens of an owner are kept. */
    public TokenStore of(Owner owner) {
        return switch (owner) {
            case Owner.Platform _ -> platform;
            case Owner.Account(AccountId account) -> new TokensOfAccount(ofAccounts, account);
        };
    }

    /**
     * The token that a secret's hash belongs to, the present one's or the one's before the last
     * rotation.
     *
     * @param kind where to look: what {@link TokenSecret#kindOf} says of the secret
     */
    public Optional<TokenStore.StoredSecret> bySecret(Tx tx, Audience kind, String hash) {
        return switch (kind) {
            case ADMINISTRATOR -> platform.bySecret(tx, hash);
            case ACCOUNT -> ofAccounts.bySecret(tx, hash);
        };
    }

    /** Removes all tokens of an account. */
    public void purge(Tx tx, AccountId account) {
        ofAccounts.purge(tx, account);
    }
}
