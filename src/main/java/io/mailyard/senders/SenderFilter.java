package io.mailyard.senders;

import io.mailyard.base.AccountId;
import java.util.Optional;

/**
 * Which senders are listed.
 *
 * @param account only those that are assigned to it
 */
record SenderFilter(Optional<AccountId> account, boolean includeDeleted) {}
