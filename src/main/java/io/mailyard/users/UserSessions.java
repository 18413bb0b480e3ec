package io.mailyard.users;

import io.mailyard.accounts.AccountStateListener;
import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.signin.PersonTables;
import io.mailyard.signin.SignInSecrets;
import io.mailyard.writes.Change;
import java.util.function.Consumer;

/**
 * Ends the sessions of users, in the transaction of whatever ends them, and removes what users have
 * for signing in when they are deleted.
 */
public final class UserSessions implements AccountStateListener {
    private static final String OF_ACCOUNT =
            " WHERE user_id IN (SELECT id FROM users WHERE account_id = ?)";

    private final SignInSecrets secrets;
    private Consumer<Tx> changed = _ -> {};

    UserSessions(PersonTables tables) {
        this.secrets = new SignInSecrets(tables);
    }

    /** Sets what clears the caches of this process. */
    public void onChange(Consumer<Tx> listener) {
        this.changed = listener;
    }

    /** Notes that what a session shows of its user has changed. */
    void changed(Tx tx) {
        changed.accept(tx);
    }

    /** Ends all sessions of a user but one; 0: all. */
    void end(Tx tx, AccountId account, UserId user, long except) {
        tx.update(
                """
                DELETE FROM user_sessions WHERE user_id = ? AND id <> ?
                  AND EXISTS (SELECT 1 FROM users u WHERE u.id = user_id AND u.account_id = ?)
                """,
                user.value(),
                except,
                account.value());
        changed.accept(tx);
    }

    /** Ends all sessions of an account's users. */
    private void end(Tx tx, AccountId account) {
        tx.update("DELETE FROM user_sessions" + OF_ACCOUNT, account.value());
        changed.accept(tx);
    }

    /** Removes what a user who is deleted has for signing in. */
    void delete(Tx tx, AccountId account, UserId user) {
        end(tx, account, user, 0);
        secrets.delete(tx, user.value());
        AddressProofs.forget(tx, account, user);
        tx.update(
                "DELETE FROM user_identities WHERE account_id = ? AND user_id = ?",
                account.value(),
                user.value());
    }

    /** Removes what all users of an account have for signing in. */
    void delete(Tx tx, AccountId account) {
        end(tx, account);
        tx.update("DELETE FROM user_recovery_codes" + OF_ACCOUNT, account.value());
        tx.update("DELETE FROM user_networks" + OF_ACCOUNT, account.value());
        AddressProofs.forget(tx, account);
        tx.update("DELETE FROM user_identities WHERE account_id = ?", account.value());
        tx.update("DELETE FROM account_oidc_providers WHERE account_id = ?", account.value());
    }

    /** A session ends with its account; a freeze only changes what it shows. */
    @Override
    public void stateChanged(Change change, AccountId account, Transition transition) {
        switch (transition) {
            case DEACTIVATED, DELETED -> end(change.tx(), account);
            case ACTIVATED, FROZEN, UNFROZEN, RESTORED -> changed.accept(change.tx());
        }
    }
}
