package io.mailyard.users;

import io.mailyard.db.Tx;
import io.mailyard.providers.AccountProvider;
import io.mailyard.signin.SignInSessions;
import java.time.Instant;
import java.util.Optional;

/**
 * The table {@code user_identities}: the names that users have at the providers of their account.
 */
final class UserIdentities {
    /** The user whom a provider knows by that name. */
    Optional<UserId> user(Tx tx, AccountProvider provider, String subject) {
        return tx.one(
                "SELECT user_id FROM user_identities"
                        + " WHERE account_id = ? AND provider_id = ? AND subject = ?",
                row -> new UserId(row.number()),
                provider.owner().value(),
                provider.id(),
                subject);
    }

    /** Whether a provider knows a user by any name. */
    boolean isKnown(Tx tx, AccountProvider provider, UserId user) {
        return tx.number(
                        "SELECT count(*) FROM user_identities"
                                + " WHERE account_id = ? AND provider_id = ? AND user_id = ?",
                        provider.owner().value(),
                        provider.id(),
                        user.value())
                > 0;
    }

    void link(Tx tx, AccountProvider provider, String subject, UserId user, Instant now) {
        tx.update(
                """
                INSERT INTO user_identities (provider_id, subject, account_id, user_id, linked_at)
                VALUES (?, ?, ?, ?, ?)
                """,
                provider.id(),
                subject,
                provider.owner().value(),
                user.value(),
                now);
    }

    long count(Tx tx, AccountProvider provider) {
        return tx.number(
                "SELECT count(*) FROM user_identities WHERE account_id = ? AND provider_id = ?",
                provider.owner().value(),
                provider.id());
    }

    void delete(Tx tx, AccountProvider provider) {
        tx.update(
                "DELETE FROM user_identities WHERE account_id = ? AND provider_id = ?",
                provider.owner().value(),
                provider.id());
    }

    /** Ends the sessions that a provider has opened. */
    void endSessions(Tx tx, SignInSessions<?> sessions, AccountProvider provider) {
        tx.update("DELETE FROM user_sessions WHERE provider_id = ?", provider.id());
        sessions.changed(tx);
    }

    /** Ends those of one user; whether there were any. */
    boolean endSessions(Tx tx, SignInSessions<?> sessions, AccountProvider provider, UserId user) {
        int ended =
                tx.update(
                        "DELETE FROM user_sessions WHERE provider_id = ? AND user_id = ?",
                        provider.id(),
                        user.value());
        sessions.changed(tx);
        return ended > 0;
    }
}
