package io.mailyard.domains;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import java.time.Instant;

/** Hears of what happens to domains, in the transaction in which it does. */
@FunctionalInterface
public interface DomainEventListener {
    /**
     * Something happened to a claim.
     *
     * @param words names the domain, and never another account
     */
    void happened(Tx tx, AccountId account, DomainEvent event, Instant at, String words);
}
