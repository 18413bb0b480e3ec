package io.mailyard.access;

import io.mailyard.base.AccountId;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.Optional;

/** Where accounts' own tokens are kept. */
interface AccountTokenStore {
    /**
     * The token that a secret's hash belongs to, the present one's or the one's before the last
     * rotation. Whose it is, the answer tells: the gate asks.
     */
    Optional<TokenStore.StoredSecret> bySecret(Tx tx, String hash);

    Optional<Token> find(Tx tx, AccountId account, TokenId id);

    Optional<Token> named(Tx tx, AccountId account, String name);

    Slice<Token> list(Tx tx, AccountId account, Page page);

    long count(Tx tx, AccountId account);

    void insert(Tx tx, AccountId account, Token token, String hash);

    void update(Tx tx, AccountId account, Token token);

    void rotate(
            Tx tx, AccountId account, TokenId id, String hash, Instant overlapUntil, Instant now);

    void delete(Tx tx, AccountId account, TokenId id);

    void used(Tx tx, AccountId account, TokenId id, Instant at, String address);

    /** Removes all of the account's. */
    void purge(Tx tx, AccountId account);
}
