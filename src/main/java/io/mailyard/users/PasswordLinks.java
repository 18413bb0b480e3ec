package io.mailyard.users;

import io.mailyard.access.TokenSecret;
import io.mailyard.base.AccountId;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Links with which users set their passwords, in the table {@code password_links}. */
final class PasswordLinks {
    /** Lifetime of a link that a user asks for who has forgotten the password. */
    static final Duration OF_FORGETFUL = Duration.ofHours(1);

    /** Lifetime of a link of a welcome mail (docs/spec/admin-api.md, section 3). */
    static final Duration VALID = Duration.ofDays(7);

    private static final String SEQUENCE = "password_links";
    private static final String COLUMNS =
            "id, account_id, user_id, expires_at, used_at, replaced_at";

    /** The state of a link. */
    enum PasswordLinkState {
        GOOD,
        USED,
        REPLACED,
        EXPIRED
    }

    /** A link, without its secret. */
    record StoredLink(
            long id,
            AccountId account,
            UserId user,
            Instant expiresAt,
            Optional<Instant> usedAt,
            Optional<Instant> replacedAt) {
        PasswordLinkState state(Instant now) {
            if (usedAt.isPresent()) {
                return PasswordLinkState.USED;
            }
            if (replacedAt.isPresent()) {
                return PasswordLinkState.REPLACED;
            }
            return now.isBefore(expiresAt) ? PasswordLinkState.GOOD : PasswordLinkState.EXPIRED;
        }
    }

    /** Creates a link and invalidates the user's earlier ones; returns its secret. */
    String create(Tx tx, User user, Duration valid, Instant now) {
        replaceAll(tx, user.account(), user.id(), now);
        String secret = TokenSecret.randomText();
        tx.update(
                "INSERT INTO password_links (id, account_id, user_id, hash, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
                tx.nextId(SEQUENCE),
                user.account().value(),
                user.id().value(),
                TokenSecret.hashOf(secret),
                now,
                now.plus(valid));
        return secret;
    }

    /** The link of a secret. Looks up the hash, so there is no comparison byte by byte. */
    Optional<StoredLink> find(Tx tx, String secret) {
        return tx.one(
                "SELECT " + COLUMNS + " FROM password_links WHERE hash = ?",
                PasswordLinks::link,
                TokenSecret.hashOf(secret));
    }

    /** Invalidates all unused links of a user. */
    void replaceAll(Tx tx, AccountId account, UserId user, Instant now) {
        tx.update(
                "UPDATE password_links SET replaced_at = ? WHERE account_id = ? AND user_id = ? AND used_at IS NULL AND replaced_at IS NULL",
                now,
                account.value(),
                user.value());
    }

    void markUsed(Tx tx, StoredLink link, Instant now) {
        tx.update(
                "UPDATE password_links SET used_at = ?, replaced_at = NULL WHERE id = ?",
                now,
                link.id());
    }

    void deleteOf(Tx tx, AccountId account, UserId user) {
        tx.update(
                "DELETE FROM password_links WHERE account_id = ? AND user_id = ?",
                account.value(),
                user.value());
    }

    void deleteOf(Tx tx, AccountId account) {
        tx.update("DELETE FROM password_links WHERE account_id = ?", account.value());
    }

    private static StoredLink link(Row row) {
        return new StoredLink(
                row.number("id"),
                new AccountId(row.number("account_id")),
                new UserId(row.number("user_id")),
                row.time("expires_at"),
                Optional.ofNullable(row.timeOrNull("used_at")),
                Optional.ofNullable(row.timeOrNull("replaced_at")));
    }
}
