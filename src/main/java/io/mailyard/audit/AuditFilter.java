package io.mailyard.audit;

import io.mailyard.base.AccountId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which rows a list shows; an empty one of these lets all pass.
 *
 * @param only the accounts that the caller may see; empty: all
 */
public record AuditFilter(
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<String> actor,
        Optional<String> action,
        Optional<String> objectType,
        Optional<String> objectId,
        Optional<AccountId> account,
        Set<AccountId> only) {}
