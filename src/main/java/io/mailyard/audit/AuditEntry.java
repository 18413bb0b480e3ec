package io.mailyard.audit;

import io.mailyard.base.AccountId;
import java.time.Instant;
import java.util.Optional;

/**
 * A change on its way into the chain.
 *
 * @param action noun and verb, such as {@code accounts.freeze}
 * @param objectId the object's number, or its name where it has none
 * @param before JSON object of what was; empty for something new. Secrets are masked by who writes
 *     it
 * @param after JSON object of what is; empty for something deleted
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
