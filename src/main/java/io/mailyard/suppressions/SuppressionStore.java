package io.mailyard.suppressions;

import io.mailyard.base.AccountId;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where suppressions are kept. The owner comes first in every call: nothing of another one is ever
 * found or changed.
 */
interface SuppressionStore {
    /**
     * Which rows of an owner's.
     *
     * @param keys these addresses alone; empty: any
     * @param search part of the address; empty: any
     */
    record Filter(
            List<String> keys,
            Optional<String> search,
            Optional<SuppressionClass> kind,
            Optional<Suppression.Source> source) {
        static final Filter ALL =
                new Filter(List.of(), Optional.empty(), Optional.empty(), Optional.empty());

        boolean isAll() {
            return equals(ALL);
        }
    }

    /** Those of the owner's that are of these addresses, by key, over or not. */
    Map<String, Suppression> find(Tx tx, AccountId owner, Collection<String> keys);

    /** Ascending by id, without those that are over. */
    Slice<Suppression> list(Tx tx, AccountId owner, Filter filter, Page page, Instant now);

    /** Ascending by id from {@code from} on, without those that are over. */
    List<Suppression> page(
            Tx tx, AccountId owner, Filter filter, long from, int limit, Instant now);

    /** Which of {@code keys} are the owner's or the platform's; one statement for 500. */
    Set<String> among(Tx tx, AccountId owner, Collection<String> keys, Instant now);

    /** Adds those that are not there, an address once; how many. One that is over is replaced. */
    int insert(Tx tx, List<Suppression> suppressions, Instant now);

    /** Which addresses have hard bounces of so many accounts by now; by key. */
    Set<String> agreed(Tx tx, Collection<String> keys, int accounts, Instant now);

    /** Changes class, reason and end. */
    void update(Tx tx, AccountId owner, List<Suppression> suppressions);

    int delete(Tx tx, AccountId owner, Set<Long> ids);

    void deleteAll(Tx tx, AccountId owner);

    long count(Tx tx, AccountId owner);

    /** Removes some that are over; how many. */
    int deleteOver(Tx tx, Instant now, int most);

    /** Gives some of class hard that have no end this one; how many. */
    int end(Tx tx, Instant at, int most);
}
