package io.mailyard.gate;

import io.mailyard.access.Scopes;
import io.mailyard.base.AccountId;
import java.util.Optional;

/**
 * Rights of a signed-in user of an account now.
 *
 * @param login in full: {@code login@account}
 * @param mustDoFirst what the user must do before any call: {@code change-password}, {@code
 *     add-factor}; empty: nothing
 * @param confirmed whether the password was given within the last minutes
 * @param enteredBy login of the administrator who has entered as the user; empty: it is the user
 */
public record UserAccess(
        long user,
        AccountId account,
        String login,
        Scopes scopes,
        String mustDoFirst,
        boolean confirmed,
        Optional<String> enteredBy) {
    /** The name in the audit. */
    String actor() {
        String user = "user:" + login;
        return enteredBy.map(by -> "administrator:" + by + " as " + user).orElse(user);
    }
}
