package io.mailyard.senders;

import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.db.Tx;
import io.mailyard.domains.DomainOwner;
import io.mailyard.domains.DomainOwners;
import java.util.List;
import java.util.Optional;

/**
 * Checks the Return-Path domains of senders. Administrators may choose any domain except that of an
 * account which the sender does not serve: the bounces of one tenant's mail would go to another.
 */
record ReturnPaths(DomainOwners owners) {
    /**
     * Checks a domain.
     *
     * @param domain empty: none of its own
     * @param accounts the accounts that the sender serves
     * @throws ApiException error 409
     */
    void mustBeServed(Tx tx, String domain, List<AccountId> accounts) {
        Optional<DomainOwner> owner =
                domain.isEmpty() ? Optional.empty() : owners.owner(tx, domain);
        boolean foreign =
                owner.filter(one -> !one.isPlatform())
                        .filter(one ->
                                accounts.stream().noneMatch(account -> one.to(account).mayWrite()))
                        .isPresent();
        if (foreign) {
            throw ApiException.conflict(
                    "return_path_domain: "
                            + domain
                            + " is the domain of an account that the sender does not serve");
        }
    }
}
