package io.mailyard.access;

import io.mailyard.base.AccountId;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.Optional;

/** The tokens of one account, as the rules of tokens see them. */
record TokensOfAccount(AccountTokenStore store, AccountId account) implements TokenStore {
    @Override
    public Optional<Token> find(Tx tx, TokenId id) {
        return store.find(tx, account, id);
    }

    @Override
    public Optional<Token> named(Tx tx, String name) {
        return store.named(tx, account, name);
    }

    @Override
    public Slice<Token> list(Tx tx, Page page) {
        return store.list(tx, account, page);
    }

    @Override
    public long count(Tx tx) {
        return store.count(tx, account);
    }

    @Override
    public void insert(Tx tx, Token token, String hash) {
        store.insert(tx, account, token, hash);
    }

    @Override
    public void update(Tx tx, Token token) {
        store.update(tx, account, token);
    }

    @Override
    public void rotate(Tx tx, TokenId id, String hash, Instant overlapUntil, Instant now) {
        store.rotate(tx, account, id, hash, overlapUntil, now);
    }

    @Override
    public void delete(Tx tx, TokenId id) {
        store.delete(tx, account, id);
    }

    @Override
    public void used(Tx tx, TokenId id, Instant at, String address) {
        store.used(tx, account, id, at, address);
    }
}
