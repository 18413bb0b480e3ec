package io.mailyard.gate;

import io.mailyard.base.AccountState;
import java.time.Instant;
import java.util.Optional;

/**
 * Access of an account's own tokens.
 *
 * @param standing the account's state
 * @param freeze notice to its users while it is frozen
 * @param callsPerMinute calls per minute of all its tokens together; 0 for no limit
 */
public record AccountAccess(
        AccountState standing, Optional<FreezeReason> freeze, long callsPerMinute) {
    /** Access of a missing account: like a deleted one. */
    public static final AccountAccess GONE =
            new AccountAccess(AccountState.DELETED, Optional.empty(), 0);

    /**
     * Freeze of an account.
     *
     * @param until when it ends by itself; empty if someone must end it
     */
    public record FreezeReason(
            Optional<String> paymentUrl, Optional<String> reason, Optional<Instant> until) {}
}
