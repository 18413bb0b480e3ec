package io.mailyard.access;

import io.mailyard.base.AccountId;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tokens in the table {@code tokens}. Lists are kept as words parted by blanks. */
final class SqlTokenStore implements TokenStore {
    private static final String COLUMNS =
            "id, name, active, expires_at, scopes, account_ids, addresses, previous_until,"
                    + " created_at, updated_at, last_used_at, last_used_from";

    @Override
    public Optional<StoredSecret> bySecret(Tx tx, String hash) {
        String sql =
                "SELECT "
                        + COLUMNS
                        + ", secret_hash, previous_hash FROM tokens WHERE secret_hash = ? OR previous_hash = ?";
        return tx.one(
                sql,
                row -> {
                    boolean present = row.text(13).equals(hash);
                    return new StoredSecret(
                            token(row), present ? row.text(13) : row.text(14), !present);
                },
                hash,
                hash);
    }

    @Override
    public Optional<Token> find(Tx tx, TokenId id) {
        return tx.one(
                "SELECT " + COLUMNS + " FROM tokens WHERE id = ?",
                SqlTokenStore::token,
                id.value());
    }

    @Override
    public Optional<Token> named(Tx tx, String name) {
        return tx.one(
                "SELECT " + COLUMNS + " FROM tokens WHERE name = ?", SqlTokenStore::token, name);
    }

    @Override
    public Slice<Token> list(Tx tx, Page page) {
        String sql = "SELECT " + COLUMNS + " FROM tokens WHERE id >= ? ORDER BY id LIMIT ?";
        List<Token> rows = tx.query(sql, SqlTokenStore::token, page.fromId(), page.limit() + 1);
        boolean more = rows.size() > page.limit();
        OptionalLong next =
                more ? OptionalLong.of(rows.getLast().id().value()) : OptionalLong.empty();
        return new Slice<>(more ? rows.subList(0, page.limit()) : rows, count(tx), next);
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
                orNull(token.expiresAt()),
                String.join(" ", token.scopes().sorted()),
                accounts(token),
                addresses(token),
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
                orNull(token.expiresAt()),
                String.join(" ", token.scopes().sorted()),
                accounts(token),
                addresses(token),
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

    private static @Nullable Instant orNull(Optional<Instant> time) {
        return time.orElse(null);
    }

    private static String accounts(Token token) {
        return token.accounts().stream()
                .map(AccountId::value)
                .sorted()
                .map(String::valueOf)
                .collect(Collectors.joining(" "));
    }

    private static String addresses(Token token) {
        return token.addresses().stream().map(Cidr::toString).collect(Collectors.joining(" "));
    }

    private static Token token(Row row) {
        return new Token(
                new TokenId(row.number(1)),
                row.text(2),
                row.flag(3),
                Optional.ofNullable(row.timeOrNull(4)),
                new Scopes(Set.copyOf(words(row.text(5)))),
                words(row.text(6)).stream()
                        .map(id -> new AccountId(Long.parseLong(id)))
                        .collect(Collectors.toUnmodifiableSet()),
                words(row.text(7)).stream().map(Cidr::of).toList(),
                Optional.ofNullable(row.timeOrNull(8)),
                row.time(9),
                row.time(10),
                Optional.ofNullable(row.timeOrNull(11)),
                Optional.ofNullable(row.textOrNull(12)));
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(" "));
    }
}
