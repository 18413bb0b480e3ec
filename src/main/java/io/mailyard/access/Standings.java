package io.mailyard.access;

import io.mailyard.base.AccountId;

/** Tells the gate how accounts stand; the room of accounts answers. */
@FunctionalInterface
public interface Standings {
    /**
     * How the account stands: what this process changed at once, what another changed after half a
     * second at most. {@link Standing#GONE} where there is none.
     */
    Standing of(AccountId account);
}
