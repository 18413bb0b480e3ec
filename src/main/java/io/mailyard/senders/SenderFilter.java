package io.mailyard.senders;

import io.mailyard.base.AccountId;
import java.util.Optional;

/**
 * Filter of a list.
 *
 * @param account only senders assigned to it
 */
record SenderFilter(Optional<AccountId> account, boolean includeDeleted) {}
