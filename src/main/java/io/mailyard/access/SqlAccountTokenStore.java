package io.mailyard.access;

import io.mailyard.base.AccountId;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Accounts' own tokens in the table {@code account_tokens}. */
final class SqlAccountTokenStore implements AccountTokenStore {
    private static final String SELECT = "SELECT " + TokenRow.OF_ACCOUNTS + " FROM account_tokens";

    @Override
    public Optional<TokenStore.StoredSecret> bySecret(Tx tx, String hash) {
        return tx.one(
                SELECT + " WHERE secret_hash = ? OR previous_hash = ?",
                row -> TokenRow.secret(row, TokenRow.ofAccount(row), hash),
                hash,
                hash);
    }

    @Override
    public Optional<Token> find(Tx tx, AccountId account, TokenId id) {
        return tx.one(
                SELECT + " WHERE account_id = ? AND id = ?",
                TokenRow::ofAccount,
                account.value(),
                id.value());
    }

    @Override
    public Optional<Token> named(Tx tx, AccountId account, String name) {
        return tx.one(
                SELECT + " WHERE account_id = ? AND name = ?",
                TokenRow::ofAccount,
                account.value(),
                name);
    }

    @Override
    public Slice<Token> list(Tx tx, AccountId account, Page page) {
        List<Token> rows =
                tx.query(
                        SELECT + " WHERE account_id = ? AND id >= ? ORDER BY id LIMIT ?",
                        TokenRow::ofAccount,
                        account.value(),
                        page.fromId(),
                        page.limit() + 1);
        return TokenRow.page(rows, page, count(tx, account));
    }

    @Override
    public long count(Tx tx, AccountId account) {
        return tx.number(
                "SELECT count(*) FROM account_tokens WHERE account_id = ?", account.value());
    }

    @Override
    public void insert(Tx tx, AccountId account, Token token, String hash) {
        String sql =
                "INSERT INTO account_tokens (account_id, id, name, active, expires_at, scopes, addresses, secret_hash, created_at, updated_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        tx.update(
                sql,
                account.value(),
                token.id().value(),
                token.name(),
                token.active(),
                TokenRow.end(token),
                TokenRow.scopes(token),
                TokenRow.addresses(token),
                hash,
                token.createdAt(),
                token.updatedAt());
    }

    @Override
    public void update(Tx tx, AccountId account, Token token) {
        String sql =
                "UPDATE account_tokens SET name = ?, active = ?, expires_at = ?, scopes = ?, addresses = ?, updated_at = ?"
                        + " WHERE account_id = ? AND id = ?";
        tx.update(
                sql,
                token.name(),
                token.active(),
                TokenRow.end(token),
                TokenRow.scopes(token),
                TokenRow.addresses(token),
                token.updatedAt(),
                account.value(),
                token.id().value());
    }

    @Override
    public void rotate(
            Tx tx, AccountId account, TokenId id, String hash, Instant overlapUntil, Instant now) {
        String sql =
                "UPDATE account_tokens SET previous_hash = secret_hash, previous_until = ?, secret_hash = ?, updated_at = ?"
                        + " WHERE account_id = ? AND id = ?";
        tx.update(sql, overlapUntil, hash, now, account.value(), id.value());
    }

    @Override
    public void delete(Tx tx, AccountId account, TokenId id) {
        tx.update(
                "DELETE FROM account_tokens WHERE account_id = ? AND id = ?",
                account.value(),
                id.value());
    }

    @Override
    public void used(Tx tx, AccountId account, TokenId id, Instant at, String address) {
        String sql =
                "UPDATE account_tokens SET last_used_at = ?, last_used_from = ?"
                        + " WHERE account_id = ? AND id = ? AND coalesce(last_used_at, 0) < ?";
        tx.update(sql, at, address, account.value(), id.value(), at);
    }

    @Override
    public void purge(Tx tx, AccountId account) {
        tx.update("DELETE FROM account_tokens WHERE account_id = ?", account.value());
    }
}
