package io.mailyard.accounts;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Objects of an account in another package: counted by dry runs, removed when the account is
 * purged.
 */
public interface AccountDependent {
    /** Their plural noun, for example {@code users}. */
    String noun();

    /**
     * Number of them that {@link #purge} would remove now; 0 for an account that does not exist.
     */
    long count(Tx tx, AccountId account);

    /** The numbers of several accounts; one that is absent has none. */
    default Map<AccountId, Long> counts(Tx tx, List<AccountId> accounts) {
        Map<AccountId, Long> counts = new HashMap<>();
        accounts.forEach(account -> counts.put(account, count(tx, account)));
        return counts;
    }

    /** Removes all of them. */
    void purge(Tx tx, AccountId account);
}
