package io.mailyard.accounts;

import io.mailyard.base.AccountId;
import io.mailyard.writes.Change;

/**
 * Is notified of state changes of accounts, as the queue is for their mail. Called inside the
 * transaction that changes the state, so that both are durable together.
 */
@FunctionalInterface
public interface AccountStateListener {
    /** The state of {@code account} has changed. */
    void stateChanged(Change change, AccountId account, Transition transition);

    /** A change of an account's state. */
    enum Transition {
        ACTIVATED,
        DEACTIVATED,
        FROZEN,
        UNFROZEN,
        DELETED,
        RESTORED
    }
}
