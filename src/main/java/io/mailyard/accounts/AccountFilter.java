package io.mailyard.accounts;

import io.mailyard.base.AccountId;
import io.mailyard.tariffs.TariffId;
import java.util.Optional;
import java.util.Set;

/**
 * Which accounts a list shows; an empty one of these lets all pass.
 *
 * @param search in name and title, without regard to case
 * @param only the accounts that the caller may see; empty: all
 */
public record AccountFilter(
        Optional<Boolean> active,
        Optional<Boolean> frozen,
        Optional<TariffId> tariff,
        Optional<String> search,
        boolean includeDeleted,
        Set<AccountId> only) {}
