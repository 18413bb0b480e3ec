package io.mailyard.accounts;

import io.mailyard.base.AccountId;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Tx;
import io.mailyard.tariffs.TariffId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where accounts are kept. */
interface AccountStore {
    /** Deleted ones too, until they are purged. */
    Optional<Account> find(Tx tx, AccountId id);

    /** Which of these are not active, and the strongest reason in a word. */
    Map<AccountId, String> stopped(Tx tx, Collection<AccountId> ids);

    /** Deleted ones too: their name is reserved. */
    Optional<Account> named(Tx tx, AccountName name);

    Slice<Account> list(Tx tx, AccountFilter filter, Page page);

    /** How many are on a tariff, deleted ones too. */
    long onTariff(Tx tx, TariffId tariff);

    void insert(Tx tx, Account account);

    void update(Tx tx, Account before, Account after);

    /**
     * Sets an account that is not deleted active or inactive, in one step; false where it is so
     * already, or is not there.
     */
    boolean activate(Tx tx, AccountId id, boolean on, Instant now);

    /** Sets {@code is_tariff_exceed}. */
    void exceeded(Tx tx, AccountId id, boolean exceeded);

    /** Removes the row for good. */
    void remove(Tx tx, Account account);

    /**
     * Frozen ones whose {@code until} is at or before {@code now}, the earliest first, at most
     * {@code limit}.
     */
    List<Account> thawing(Tx tx, Instant now, int limit);

    /** When the next freeze ends by itself. */
    Optional<Instant> nextThaw(Tx tx);

    /** Those deleted at or before {@code deletedBy}, at most {@code limit}. */
    List<Account> purgeable(Tx tx, Instant deletedBy, int limit);
}
