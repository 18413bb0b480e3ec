package io.mailyard.accounts;

import io.mailyard.base.AccountId;
import io.mailyard.base.AccountState;
import io.mailyard.tariffs.TariffId;
import java.time.Instant;
import java.util.Optional;

/**
 * A tenant.
 *
 * @param active independent of {@code frozen}
 * @param tariffExceeded the tariff's limit is passed and its overrun is {@code flag}
 * @param suspendAll no subscriber of it is written to
 * @param deletedAt when it was deleted, while it can be restored
 */
public record Account(
        AccountId id,
        AccountSettings settings,
        boolean active,
        Optional<FreezeDetails> frozen,
        boolean suspendAll,
        boolean tariffExceeded,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> deletedAt) {

    TariffId tariff() {
        return settings.tariff();
    }

    /** The strongest of its states. */
    public AccountState standing() {
        return AccountState.of(active, frozen.isPresent(), deletedAt.isPresent());
    }

    Account with(AccountSettings changed, Instant now) {
        return new Account(
                id, changed, active, frozen, suspendAll, tariffExceeded, createdAt, now, deletedAt);
    }

    Account withActive(boolean on, Instant now) {
        return new Account(
                id, settings, on, frozen, suspendAll, tariffExceeded, createdAt, now, deletedAt);
    }

    Account withFrozen(Optional<FreezeDetails> state, Instant now) {
        return new Account(
                id, settings, active, state, suspendAll, tariffExceeded, createdAt, now, deletedAt);
    }

    Account withDeleted(Optional<Instant> at, Instant now) {
        return new Account(
                id, settings, active, frozen, suspendAll, tariffExceeded, createdAt, now, at);
    }
}
