package io.mailyard.identity;

import io.mailyard.accounts.Accounts;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.db.Tx;
import io.mailyard.domains.DomainOwners;
import io.mailyard.domains.Ownership;
import io.mailyard.policies.Policies;
import java.util.List;

/** The accounts that may have a key of a domain: its owner, or anyone if it has none. */
public record KeyAccounts(Accounts accounts, DomainOwners owners)
        implements Policies.KeyAccountCheck {
    @Override
    public void mustHave(Tx tx, AccountId account, String domain) {
        if (accounts.existing(tx, List.of(account)).isEmpty()) {
            throw ApiException.badRequest("account_id", "no account with id " + account);
        }
        boolean may =
                switch (owners.ownership(tx, account, domain)) {
                    case Ownership.OwnDomain _, Ownership.Nobody _ -> true;
                    case Ownership.LetUse _, Ownership.PlatformFrom _, Ownership.Another _ -> false;
                };
        if (!may) {
            throw ApiException.badRequest(
                    "account_id",
                    "account "
                            + account
                            + " does not own "
                            + domain
                            + ", which has another owner: its keys are for that one");
        }
    }
}
