package io.mailyard.audit;

import io.mailyard.base.AccountId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Filter of a list; an empty value matches all.
 *
 * @param only accounts visible to the caller; empty for all
 */
public record AuditFilter(
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<String> actor,
        Optional<String> action,
        Optional<String> objectType,
        Optional<String> objectId,
        Optional<AccountId> account,
        Optional<String> requestId,
        Set<AccountId> only) {}
