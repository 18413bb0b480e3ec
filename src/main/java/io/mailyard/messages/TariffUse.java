package io.mailyard.messages;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.Optional;

/**
 * Use of a tariff's monthly limit by an account.
 *
 * @param month such as {@code 2026-11}
 * @param limit 0: none
 */
public record TariffUse(String month, long recipients, long limit) {
    /** The current month of an account; empty if there is no such account. */
    public static Optional<TariffUse> of(Tx tx, AccountId account, Instant at) {
        return AccountUsage.month(tx, account, at);
    }
}
