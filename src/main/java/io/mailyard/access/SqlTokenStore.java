package io.mailyard.access;

import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Administrators' tokens in the table {@code tokens}. */
final class SqlTokenStore implements PlatformTokenStore {
    private static final String SELECT = "SELECT " + TokenRow.OF_PLATFORM + " FROM tokens";

    @Override
    public Optional<StoredSecret> bySecret(Tx tx, String hash) {
        return tx.one(
                SELECT + " WHERE secret_hash = ? OR previous_hash = ?",
                row -> TokenRow.secret(row, TokenRow.ofPlatform(row), hash),
                hash,
                hash);
    }

    @Override
    public Optional<Token> find(Tx tx, TokenId id) {
        return tx.one(SELECT + " WHERE id = ?", TokenRow::ofPlatform, id.value());
    }

    @Override
    public Optional<Token> named(Tx tx, String name) {
        return tx.one(SELECT + " WHERE name = ?", TokenRow::ofPlatform, name);
    }

    @Override
    public Slice<Token> list(Tx tx, Page page) {
        List<Token> rows =
                tx.query(
                        SELECT + " WHERE id >= ? ORDER BY id LIMIT ?",
                        TokenRow::ofPlatform,
                        page.fromId(),
                        page.limit() + 1);
        return TokenRow.page(rows, page, count(tx));
    }

    @Override
    public long unlimitedBeside(Tx tx, TokenId other) {
        String sql =
                "SELECT count(*) FROM tokens WHERE active = 1 AND expires_at IS NULL AND account_ids = '' AND addresses = ''"
                        + " AND (' ' || scopes || ' ') LIKE '% write %' AND id <> ?";
        return tx.number(sql, other.value());
    }

    @Override
    public long count(Tx tx) {
        return tx.number("SELECT count(*) FROM tokens");
    }

    @Override
    public void insert(Tx tx, Token token, String hash) {
        String sql =
                "INSERT INTO tokens (id, name, active, expires_at, scopes, account_ids, addresses, secret_hash, created_at, updated_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        tx.update(
                sql,
                token.id().value(),
                token.name(),
                token.active(),
                TokenRow.end(token),
                TokenRow.scopes(token),
                TokenRow.accounts(token),
                TokenRow.addresses(token),
                hash,
                token.createdAt(),
                token.updatedAt());
    }

    @Override
    public void update(Tx tx, Token token) {
        String sql =
                "UPDATE tokens SET name = ?, active = ?, expires_at = ?, scopes = ?, account_ids = ?, addresses = ?, updated_at = ?"
                        + " WHERE id = ?";
        tx.update(
                sql,
                token.name(),
                token.active(),
                TokenRow.end(token),
                TokenRow.scopes(token),
                TokenRow.accounts(token),
                TokenRow.addresses(token),
                token.updatedAt(),
                token.id().value());
    }

    @Override
    public void rotate(Tx tx, TokenId id, String hash, Instant overlapUntil, Instant now) {
        String sql =
                "UPDATE tokens SET previous_hash = secret_hash, previous_until = ?, secret_hash = ?, updated_at = ? WHERE id = ?";
        tx.update(sql, overlapUntil, hash, now, id.value());
    }

    @Override
    public void delete(Tx tx, TokenId id) {
        tx.update("DELETE FROM tokens WHERE id = ?", id.value());
    }

    @Override
    public void used(Tx tx, TokenId id, Instant at, String address) {
        String sql =
                "UPDATE tokens SET last_used_at = ?, last_used_from = ? WHERE id = ? AND coalesce(last_used_at, 0) < ?";
        tx.update(sql, at, address, id.value(), at);
    }
}
