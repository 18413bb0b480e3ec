package io.mailyard.gate;

import io.mailyard.base.AccountId;

/** Tells the gate on which terms accounts' tokens are let in; the room of accounts answers. */
@FunctionalInterface
public interface AccountAccessSource {
    /**
     * The account's terms: what this process changed at once, what another changed after half a
     * second at most. {@link AccountAccess#GONE} where there is no such account.
     */
    AccountAccess of(AccountId account);
}
