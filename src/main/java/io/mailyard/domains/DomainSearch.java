package io.mailyard.domains;

import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.Page;
import io.mailyard.db.Tx;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the claim that a call names; does not find another account's. */
final class DomainSearch {
    /** Number of claims of one domain that a refusal lists. */
    private static final int NAMED = 5;

    private DomainSearch() {}

    /** Finds by id; of this account, or of any if none is given. */
    static Domain byId(Tx tx, Optional<AccountId> account, long id) {
        return account.map(one -> DomainTable.find(tx, one, id))
                .orElseGet(() -> DomainTable.find(tx, id))
                .orElseThrow(() -> Domains.notFound(id));
    }

    /**
     * Finds by name; of this account, or if none is given, the claim that owns the domain, else the
     * platform's, else the only one.
     */
    static Domain byName(Tx tx, Optional<AccountId> account, String name) {
        if (account.isPresent()) {
            return DomainTable.claim(tx, account.get(), name).orElseThrow(() -> absent(name));
        }
        return DomainTable.owned(tx, name)
                .or(() -> DomainTable.claim(tx, AccountId.PLATFORM, name))
                .orElseGet(() -> only(tx, name));
    }

    private static Domain only(Tx tx, String name) {
        List<Domain> claims =
                DomainTable.list(tx, DomainFilter.named(name), new Page(1, NAMED)).rows();
        if (claims.isEmpty()) {
            throw absent(name);
        }
        if (claims.size() > 1) {
            String ids =
                    claims.stream()
                            .map(claim -> claim.id() + " of account " + claim.account())
                            .collect(Collectors.joining(", "));
            throw ApiException.conflict(
                    "several accounts claim "
                            + name
                            + ": give account_id, or the id ("
                            + ids
                            + ")");
        }
        return claims.getFirst();
    }

    private static ApiException absent(String name) {
        return ApiException.notFound("no domain '" + name + "'");
    }

    /** Returns this claim as the transaction sees it. */
    static Domain again(Tx tx, Domain domain) {
        return DomainTable.find(tx, domain.account(), domain.id())
                .orElseThrow(() -> Domains.notFound(domain.id()));
    }
}
