package io.mailyard.access;

import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.Optional;

/** Where the tokens of one owner are kept: the platform's, or those of one account. */
public interface TokenStore {
    Optional<Token> find(Tx tx, TokenId id);

    Optional<Token> named(Tx tx, String name);

    Slice<Token> list(Tx tx, Page page);

    long count(Tx tx);

    void insert(Tx tx, Token token, String hash);

    void update(Tx tx, Token token);

    /** Gives it a new secret; the present one works on until {@code overlapUntil}. */
    void rotate(Tx tx, TokenId id, String hash, Instant overlapUntil, Instant now);

    void delete(Tx tx, TokenId id);

    /** Notes that it was used; never moves the time back. */
    void used(Tx tx, TokenId id, Instant at, String address);

    /**
     * A token as found by its secret.
     *
     * @param hash the hash that matched, to be compared in constant time
     * @param previous whether it is the one before the last rotation
     */
    record StoredSecret(Token token, String hash, boolean previous) {}
}
