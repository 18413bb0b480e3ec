package io.mailyard.accounts;

import io.mailyard.base.AccountId;
import io.mailyard.base.AccountState;
import io.mailyard.tariffs.TariffId;
import java.util.Optional;
import java.util.Set;

/**
 * Filter of a list; an empty value matches all accounts.
 *
 * @param search text in name and title, without regard to case
 * @param state only those whose strongest state it is
 * @param only the accounts visible to the caller; empty: all
 */
public record AccountFilter(
        Optional<Boolean> active,
        Optional<Boolean> frozen,
        Optional<TariffId> tariff,
        Optional<String> search,
        Optional<AccountState> state,
        boolean includeDeleted,
        Set<AccountId> only) {}
