package io.mailyard.domains;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import java.time.Instant;

/** Is notified of events of domains, in their transaction. */
@FunctionalInterface
public interface DomainEventListener {
    /**
     * Called for an event of a claim.
     *
     * @param domain empty for an event of the platform
     * @param words names the domain, but never another account
     */
    void happened(
            Tx tx, AccountId account, DomainEvent event, String domain, Instant at, String words);
}
