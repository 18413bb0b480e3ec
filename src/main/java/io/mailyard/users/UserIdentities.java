package io.mailyard.users;

import io.mailyard.base.AccountId;
import io.mailyard.db.Row;
import io.mailyard.db.SortedList;
import io.mailyard.db.SortedList.SortKey;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.db.Tx;
import io.mailyard.providers.AccountProvider;
import io.mailyard.signin.SignInSessions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code user_identities}: the names that users have at the providers of their account.
 */
public final class UserIdentities {
    /** With the names of both: a user has one identity at each provider. */
    private static final String NAMED =
            """
            (SELECT i.user_id AS id, i.account_id, u.login, i.provider_id, p.name AS provider,
                    i.subject, i.linked_at
               FROM user_identities i
               JOIN users u ON u.id = i.user_id AND u.account_id = i.account_id
               JOIN account_oidc_providers p
                 ON p.id = i.provider_id AND p.account_id = i.account_id) identities
            """;

    private static final String ROWS =
            "SELECT id, login, provider_id, provider, subject, linked_at FROM " + NAMED;

    /** Orders of the identities at one provider. */
    static final SortedList SORTS =
            new SortedList(
                    NAMED,
                    SortKey.text("username", "login"),
                    SortKey.text("subject", "subject"),
                    SortKey.number("linked_at", "linked_at"));

    /**
     * Whom a provider knows as a user.
     *
     * @param subject what the provider calls the person
     */
    public record UserIdentity(
            long user,
            String login,
            long provider,
            String providerName,
            String subject,
            Instant linkedAt) {
        private static UserIdentity of(Row row) {
            return new UserIdentity(
                    row.number("id"),
                    row.text("login"),
                    row.number("provider_id"),
                    row.text("provider"),
                    row.text("subject"),
                    row.time("linked_at"));
        }
    }

    /**
     * A page of the identities at a provider.
     *
     * @param search in the login and in what the provider calls the person; empty: all
     */
    SortedSlice<UserIdentity> list(
            Tx tx, AccountId account, long provider, String search, SortedPage page) {
        String where = "account_id = ? AND provider_id = ?";
        List<@Nullable Object> args = new ArrayList<>(List.of(account.value(), provider));
        if (!search.isEmpty()) {
            where += " AND " + SortedList.contains(search, args, "login", "subject");
        }
        return SORTS.read(
                tx,
                page,
                where,
                args,
                (rest, values) -> tx.query(ROWS + rest, UserIdentity::of, values),
                UserIdentity::user);
    }

    /** Identities of a user, by the provider's name. */
    List<UserIdentity> of(Tx tx, AccountId account, UserId user) {
        return tx.query(
                ROWS + "WHERE account_id = ? AND id = ? ORDER BY provider, provider_id",
                UserIdentity::of,
                account.value(),
                user.value());
    }

    /** Has a provider know a user no more. */
    void unlink(Tx tx, AccountProvider provider, UserId user) {
        tx.update(
                "DELETE FROM user_identities"
                        + " WHERE account_id = ? AND provider_id = ? AND user_id = ?",
                provider.owner().value(),
                provider.id(),
                user.value());
    }

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
        return count(tx, provider.owner(), provider.id());
    }

    private static long count(Tx tx, AccountId account, long provider) {
        return tx.number(
                "SELECT count(*) FROM user_identities WHERE account_id = ? AND provider_id = ?",
                account.value(),
                provider);
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
