package io.mailyard.suppressions;

import io.mailyard.base.AccountId;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Tx;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where suppressions are kept. The owner comes first in every call: nothing of another one is ever
 * found or changed.
 */
interface SuppressionStore {
    Optional<Suppression> find(Tx tx, AccountId owner, String key);

    /**
     * Ascending by id.
     *
     * @param key this address alone; empty: any
     * @param search part of the address; empty: any
     */
    Slice<Suppression> list(
            Tx tx, AccountId owner, Optional<String> key, Optional<String> search, Page page);

    /** Which of {@code keys} are the owner's or the platform's; one statement for 500. */
    Set<String> among(Tx tx, AccountId owner, Collection<String> keys);

    /** Adds those that are not there, an address once. */
    void insert(Tx tx, List<Suppression> suppressions);

    void setReason(Tx tx, AccountId owner, long id, String reason);

    boolean delete(Tx tx, AccountId owner, long id);

    void deleteAll(Tx tx, AccountId owner);

    long count(Tx tx, AccountId owner);
}
