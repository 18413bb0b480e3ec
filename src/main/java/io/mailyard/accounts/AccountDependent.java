package io.mailyard.accounts;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;

/**
 * Things of an account that another package keeps: counted in what-ifs, removed when the account is
 * purged.
 */
public interface AccountDependent {
    /** The noun in the plural, such as {@code users}. */
    String noun();

    long count(Tx tx, AccountId account);

    /** Removes them all. */
    void purge(Tx tx, AccountId account);
}
