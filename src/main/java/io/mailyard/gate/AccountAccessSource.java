package io.mailyard.gate;

import io.mailyard.base.AccountId;

/** Provides the access of accounts to the gate. */
@FunctionalInterface
public interface AccountAccessSource {
    /**
     * The account's access: changes of this process apply at once, those of others after half a
     * second at most. {@link AccountAccess#GONE} if the account does not exist.
     */
    AccountAccess of(AccountId account);
}
