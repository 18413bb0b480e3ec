package io.mailyard.domains;

import io.mailyard.base.AccountId;
import java.util.Set;

/**
 * An owned domain: verified, or in warning.
 *
 * @param id id of the claim
 * @param account the owner; {@link AccountId#PLATFORM}: the platform
 * @param domain in A-labels
 * @param use use of a platform domain; {@link DomainUse#RETURN_PATH} otherwise
 * @param accountIds other accounts that may use it; empty for a platform domain: all
 */
public record DomainOwner(
        long id,
        AccountId account,
        String domain,
        DomainState state,
        DomainUse use,
        Set<AccountId> accountIds) {
    public DomainOwner {
        accountIds = Set.copyOf(accountIds);
    }

    /** Whether the platform owns it. */
    public boolean isPlatform() {
        return account.equals(AccountId.PLATFORM);
    }

    /** The ownership for an account that wants to write as it or as a subdomain. */
    public Ownership to(AccountId asking) {
        if (isPlatform()) {
            boolean may =
                    use == DomainUse.FROM && (accountIds.isEmpty() || accountIds.contains(asking));
            return may ? new Ownership.PlatformFrom(this) : new Ownership.Another(this);
        }
        if (account.equals(asking)) {
            return new Ownership.OwnDomain(this);
        }
        return accountIds.contains(asking)
                ? new Ownership.LetUse(this)
                : new Ownership.Another(this);
    }
}
