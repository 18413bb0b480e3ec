package io.mailyard.domains;

import io.mailyard.accounts.Accounts;
import io.mailyard.base.AccountId;
import io.mailyard.fields.FieldValues;
import io.mailyard.writes.Change;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Assigns domains that nobody claimed: those of the settings, and those of an older store. */
final class InitialDomains {
    private static final Logger LOG = LoggerFactory.getLogger(InitialDomains.class);

    private final Domains domains;
    private final Accounts accounts;

    InitialDomains(Domains domains, Accounts accounts) {
        this.domains = domains;
        this.accounts = accounts;
    }

    /**
     * Assigns a domain to the only account that writes from it, as if an administrator vouched.
     *
     * @return false if the account no longer exists
     */
    boolean giveAtUpgrade(Change change, AccountId account, String name) {
        if (accounts.find(change.tx(), account).isEmpty()) {
            return false;
        }
        Domain given = makeUnproved(change, account, name).with(Domain.PROOF, "upgrade");
        insert(change, "domains.upgrade", given);
        return true;
    }

    /**
     * Assigns a domain of the platform's settings to the platform, unless anybody owns it.
     *
     * @param writers accounts that wrote from it before there were domains: only they may continue
     * @return whether it was assigned
     */
    boolean givePlatform(Change change, String name, Set<AccountId> writers) {
        if (DomainTable.owned(change.tx(), name).isPresent()
                || DomainTable.claim(change.tx(), AccountId.PLATFORM, name).isPresent()) {
            return false;
        }
        List<Long> all =
                accounts.existing(change.tx(), writers).stream()
                        .map(AccountId::value)
                        .sorted()
                        .toList();
        // never empty if there are too many: an empty list would let every account write from it
        List<Long> ids = all.subList(0, Math.min(all.size(), Domain.MAX_ACCOUNTS));
        if (ids.size() < all.size()) {
            LOG.error(
                    "domain {}: {} accounts wrote from it, and the {} with the lowest ids may continue;"
                            + " change that with 'mailyard domains save {} --use from --account-ids'",
                    name,
                    all.size(),
                    ids.size(),
                    name);
        }
        Domain given =
                makeUnproved(change, AccountId.PLATFORM, name)
                        .with(Domain.PROOF, "vouched")
                        .with(
                                Domain.USE,
                                (ids.isEmpty() ? DomainUse.RETURN_PATH : DomainUse.FROM).word())
                        .with(Domain.ACCOUNT_IDS, ids);
        insert(change, "domains.platform", given);
        return true;
    }

    private static Domain makeUnproved(Change change, AccountId account, String name) {
        FieldValues values =
                FieldValues.initial(Domain.FIELDS)
                        .with(Domain.DOMAIN, name)
                        .with(Domain.VOUCHED, true)
                        .with(Domain.CHALLENGE, Challenges.newChallenge())
                        .with(Domain.VERIFIED_AT, Optional.of(change.now()))
                        .with(Domain.NEXT_CHECK_AT, Optional.of(change.now()));
        long id = change.tx().nextId(Domains.SEQUENCE);
        return Domain.of(id, account, change.now(), values).in(DomainState.VERIFIED, change.now());
    }

    private void insert(Change change, String action, Domain domain) {
        DomainTable.claim(change.tx(), domain.account(), domain.domain())
                .ifPresent(pending -> domains.claims().remove(change, "domains.delete", pending));
        DomainTable.insert(change.tx(), domain);
        domains.owners().recordChange(change.tx());
        change.recordCreation(
                action, ClaimTransitions.subject(domain), out -> DomainBody.audited(out, domain));
    }
}
