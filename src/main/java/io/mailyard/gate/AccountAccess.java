package io.mailyard.gate;

import io.mailyard.base.AccountState;
import java.time.Instant;
import java.util.Optional;

/**
 * On which terms an account's own tokens are let in.
 *
 * @param standing the state that counts
 * @param freeze what its users are told, while it is frozen
 * @param callsPerMinute calls that its tokens together may make in a minute; 0: no limit
 */
public record AccountAccess(
        AccountState standing, Optional<FreezeReason> freeze, long callsPerMinute) {
    /** Of an account that is not there: as good as deleted. */
    public static final AccountAccess GONE =
            new AccountAccess(AccountState.DELETED, Optional.empty(), 0);

    /**
     * That an account is frozen.
     *
     * @param until when it ends by itself; empty: when someone lifts it
     */
    public record FreezeReason(
            Optional<String> paymentUrl, Optional<String> reason, Optional<Instant> until) {}
}
