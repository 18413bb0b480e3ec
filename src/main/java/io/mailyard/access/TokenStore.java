package io.mailyard.access;

import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.Optional;

/** Where tokens are kept. */
public interface TokenStore {
    /**
     * The token that a secret's hash belongs to, the present one's or the one's before the last
     * rotation.
     */
    Optional<StoredSecret> bySecret(Tx tx, String hash);

    Optional<Token> find(Tx tx, TokenId id);

    Optional<Token> named(Tx tx, String name);

    Slice<Token> list(Tx tx, Page page);

    /** How many there are that are {@link Token#unlimited}, besides {@code other}. */
    long unlimitedBeside(Tx tx, TokenId other);

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
