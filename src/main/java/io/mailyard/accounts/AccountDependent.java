package io.mailyard.accounts;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;

/**
 * Objects of an account in another package: counted by dry runs, removed when the account is
 * purged.
 */
public interface AccountDependent {
    /** Their plural noun, for example {@code users}. */
    String noun();

    long count(Tx tx, AccountId account);

    /** Removes all of them. */
    void purge(Tx tx, AccountId account);
}
