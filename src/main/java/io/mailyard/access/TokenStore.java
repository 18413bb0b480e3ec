package io.mailyard.access;

import io.mailyard.api.Audience;
import io.mailyard.base.AccountId;
import io.mailyard.db.SortedList;
import io.mailyard.db.SortedList.SortKey;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tokens in the table {@code tokens}. The owner comes first in every call, {@link
 * AccountId#PLATFORM} for administrators' tokens: nothing of another one is ever found or changed.
 */
public final class TokenStore {
    private static final FieldTable<Token> TABLE =
            new FieldTable<>("tokens", Token.ALL, Token::new);

    private static final String OF = "account_id = ?";

    /**
     * A token as found by its secret.
     *
     * @param hash the hash that matched, to be compared in constant time
     * @param previous whether it is the one before the last rotation
     */
    public record StoredSecret(Token token, String hash, boolean previous) {}

    /**
     * The token that a secret's hash belongs to, the present one's or the one's before the last
     * rotation. Whose it is, the answer tells: the gate asks.
     *
     * @param kind of the token: what {@link TokenSecret#kindOf} says of the secret
     */
    public Optional<StoredSecret> bySecret(Tx tx, Audience kind, String hash) {
        return TABLE.find(tx, "(secret_hash = ? OR previous_hash = ?)", hash, hash)
                .filter(token -> token.owner().audience() == kind)
                .map(token -> stored(token, hash));
    }

    private static StoredSecret stored(Token token, String hash) {
        String present = token.get(Token.SECRET_HASH);
        return present.equals(hash)
                ? new StoredSecret(token, present, false)
                : new StoredSecret(token, token.get(Token.PREVIOUS_HASH).orElse(""), true);
    }

    /** The token, if it is this owner's: another owner's is not found. */
    public Optional<Token> find(Tx tx, AccountId owner, TokenId id) {
        return TABLE.find(tx, OF + " AND id = ?", owner.value(), id.value());
    }

    /** Orders of a list of tokens. */
    public static final SortedList SORTS =
            new SortedList(
                    "tokens",
                    SortKey.text("name", "name"),
                    SortKey.number("created_at", "created_at"),
                    SortKey.number("expires_at", "expires_at"),
                    SortKey.number("last_used_at", "last_used_at"));

    /**
     * A page of an owner's tokens.
     *
     * @param search in the name and at the beginning of the secret; empty: all
     */
    public SortedSlice<Token> list(
            Tx tx, AccountId owner, String search, Optional<Boolean> active, SortedPage page) {
        List<@Nullable Object> args = new ArrayList<>(List.of(owner.value()));
        String condition = OF;
        if (active.isPresent()) {
            condition += " AND active = ?";
            args.add(active.get());
        }
        if (!search.isEmpty()) {
            condition +=
                    " AND " + SortedList.contains(search, args, "name", "coalesce(prefix, '')");
        }
        return SORTS.read(
                tx,
                page,
                condition,
                args,
                (rest, values) -> TABLE.query(tx, rest, values),
                token -> token.id().value());
    }

    /** Number of an owner's tokens, switched off and expired ones included. */
    public long count(Tx tx, AccountId owner) {
        return TABLE.count(tx, OF, owner.value());
    }

    /** Counts administrators' tokens that are {@link Token#unlimited}, besides {@code other}. */
    public long unlimitedBeside(Tx tx, TokenId other) {
        return TABLE.count(
                tx,
                """
                account_id = 0 AND administrator_id = 0 AND active = 1 AND expires_at IS NULL AND account_ids = ''
                  AND addresses = '' AND (' ' || scopes || ' ') LIKE '% write %' AND id <> ?
                """,
                other.value());
    }

    /**
     * Requires that no other token of its owner has its name, in any case.
     *
     * @throws io.mailyard.base.ApiException error 409
     */
    public void mustBeFree(Tx tx, Token token) {
        long owner = token.get(Token.ACCOUNT).value();
        TABLE.mustBeFree(tx, "token", Token.NAME, token, OF, owner);
    }

    /** Adds a token, its secret's hash among the values. */
    public void insert(Tx tx, Token token) {
        TABLE.insert(tx, token);
    }

    /** Stores a token's values; changes no row if the token is not this owner's. */
    public void update(Tx tx, AccountId owner, Token token) {
        TABLE.update(tx, new Token(token.values().with(Token.ACCOUNT, owner)));
    }

    /** Gives it a new secret; the present one works on until {@code overlapUntil}. */
    public void rotate(
            Tx tx,
            AccountId owner,
            TokenId id,
            TokenSecret secret,
            Instant overlapUntil,
            Instant now) {
        tx.update(
                """
                UPDATE tokens SET previous_hash = secret_hash, previous_until = ?,
                  secret_hash = ?, prefix = ?, updated_at = ? WHERE account_id = ? AND id = ?
                """,
                overlapUntil,
                secret.hash(),
                secret.shownPrefix(),
                now,
                owner.value(),
                id.value());
    }

    /** Deletes a token; nothing happens if it is not this owner's. */
    public void delete(Tx tx, AccountId owner, TokenId id) {
        tx.update("DELETE FROM tokens WHERE account_id = ? AND id = ?", owner.value(), id.value());
    }

    /** Notes that it was used; never moves the time back. */
    public void recordUse(Tx tx, AccountId owner, TokenId id, Instant at, String address) {
        tx.update(
                """
                UPDATE tokens SET last_used_at = ?, last_used_from = ?
                WHERE account_id = ? AND id = ? AND coalesce(last_used_at, 0) < ?
                """,
                at,
                address,
                owner.value(),
                id.value(),
                at);
    }

    /** The personal tokens of an administrator, by id. */
    public List<Token> personal(Tx tx, AdministratorId administrator) {
        return TABLE.where(tx, OF + " AND administrator_id = ?", 0, administrator.value());
    }

    /** Removes all tokens of an account. */
    public void purge(Tx tx, AccountId account) {
        tx.update("DELETE FROM tokens WHERE account_id = ?", account.value());
    }
}
