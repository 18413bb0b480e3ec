package io.mailyard.users;

import io.mailyard.access.TokenSecret;
import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.Optional;

/** Addresses that were given for a user and are not proved yet, each with the link that does. */
final class AddressProofs {
    private AddressProofs() {}

    /** Purpose of an address. */
    enum Purpose {
        /** Where mail reaches the user, a new password too. */
        SIGN_IN("user_email_changes"),
        /** Where alerts and reports go. */
        NOTICES("user_notify_changes");

        private final String table;

        Purpose(String table) {
            this.table = table;
        }
    }

    /** An address that waits for its proof. */
    record AskedAddress(Purpose purpose, AccountId account, UserId user, String email) {}

    /** Notes an address, in place of one before. */
    static void ask(Tx tx, AskedAddress asked, String secret, Instant until) {
        forget(tx, asked.account(), asked.user(), asked.purpose());
        tx.update(
                "INSERT INTO "
                        + asked.purpose().table
                        + " (user_id, account_id, email, hash, expires_at) VALUES (?, ?, ?, ?, ?)",
                asked.user().value(),
                asked.account().value(),
                asked.email(),
                TokenSecret.hashOf(secret),
                until);
    }

    /** The address that waits for its proof. */
    static Optional<String> waiting(
            Tx tx, AccountId account, UserId user, Purpose purpose, Instant now) {
        return tx.one(
                "SELECT email FROM "
                        + purpose.table
                        + " WHERE account_id = ? AND user_id = ? AND expires_at > ?",
                row -> row.text(),
                account.value(),
                user.value(),
                now);
    }

    /** The address that a link proves; empty where it is used, too old or unknown. */
    static Optional<AskedAddress> find(Tx tx, String secret, Instant now) {
        for (Purpose purpose : Purpose.values()) {
            Optional<AskedAddress> found =
                    tx.one(
                            "SELECT account_id, user_id, email FROM "
                                    + purpose.table
                                    + " WHERE hash = ? AND expires_at > ?",
                            row ->
                                    new AskedAddress(
                                            purpose,
                                            new AccountId(row.number("account_id")),
                                            new UserId(row.number("user_id")),
                                            row.text("email")),
                            TokenSecret.hashOf(secret),
                            now);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Makes the link for one purpose void. */
    static void forget(Tx tx, AccountId account, UserId user, Purpose purpose) {
        tx.update(
                "DELETE FROM " + purpose.table + " WHERE account_id = ? AND user_id = ?",
                account.value(),
                user.value());
    }

    /** Makes all links of a user void. */
    static void forget(Tx tx, AccountId account, UserId user) {
        for (Purpose purpose : Purpose.values()) {
            forget(tx, account, user, purpose);
        }
    }

    /** Makes the links of all users of an account void. */
    static void forget(Tx tx, AccountId account) {
        for (Purpose purpose : Purpose.values()) {
            tx.update("DELETE FROM " + purpose.table + " WHERE account_id = ?", account.value());
        }
    }
}
