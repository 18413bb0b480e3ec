package io.mailyard.accounts;

import io.mailyard.base.AccountId;
import io.mailyard.writes.Change;

/**
 * Acts on the states of accounts, as the queue does for their mail. Told inside the transaction
 * that changes the state, so that both are durable together.
 */
@FunctionalInterface
public interface AccountStateListener {
    /** The state of {@code account} is another now. */
    void stateChanged(Change change, AccountId account, Transition transition);

    /** What was done to it. */
    enum Transition {
        ACTIVATED,
        DEACTIVATED,
        FROZEN,
        UNFROZEN,
        DELETED,
        RESTORED
    }
}
