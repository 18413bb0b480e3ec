package io.mailyard.audit;

import io.mailyard.base.AccountId;
import java.time.Instant;
import java.util.Optional;

/**
 * A change to add to the chain.
 *
 * @param action noun and verb, such as {@code accounts.freeze}
 * @param objectId id of the object, or its name if it has none
 * @param before JSON object before the change; empty for a new object. The caller masks secrets
 * @param after JSON object after the change; empty for a deleted object
 */
public record AuditEntry(
        Instant at,
        Actor actor,
        String action,
        String objectType,
        String objectId,
        Optional<AccountId> account,
        Optional<String> before,
        Optional<String> after) {}
