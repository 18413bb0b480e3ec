package io.mailyard.identity;

import io.mailyard.accounts.DomainsPolicy;
import io.mailyard.accounts.DomainsPolicyCache;
import io.mailyard.base.AccountId;
import io.mailyard.base.DomainName;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.domains.Domain;
import io.mailyard.domains.DomainOwner;
import io.mailyard.domains.DomainOwners;
import io.mailyard.domains.Ownership;
import io.mailyard.mime.Originators;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides in whose name an account's mail may be sent. Its own domains, those shared with it and
 * the platform's for From are always allowed; others depend on its policy. A refusal has the same
 * text for a domain without an owner and for one of another account.
 */
public final class FromPolicy {
    /** Labels in ASCII, or an address (RFC 5321 section 4.1.3). */
    private static final Pattern NAME =
            Pattern.compile(
                    "[a-z0-9_-]{1,63}(?:\\.[a-z0-9_-]{1,63}){0,126}|\\[(?:ipv6:)?[0-9a-f.:]{2,45}]");

    private final Database database;
    private final DomainOwners owners;
    private final DomainsPolicyCache policies;

    public FromPolicy(Database database, DomainOwners owners, DomainsPolicyCache policies) {
        this.database = database;
        this.owners = owners;
        this.policies = policies;
    }

    /** The outcome for a header. */
    public sealed interface Decision {
        /**
         * The message may be sent.
         *
         * @param passedOn whether because of the signature it came with, so that it must not be
         *     changed
         */
        record FromAccepted(boolean passedOn) implements Decision {}

        /** The message may not be sent, with the reason. */
        record FromRefused(String text) implements Decision {}
    }

    /**
     * Why an account may not use that envelope sender; empty if it may.
     *
     * @param address empty for the null sender, which everybody may use
     */
    public Optional<String> envelope(AccountId account, String address) {
        return address.isEmpty() || mayWrite(account, address)
                ? Optional.empty()
                : Optional.of("the sender: " + refusal(account, domainOf(address)));
    }

    /** Why a rule may not override From with an address in an account's mail; empty if it may. */
    public Optional<String> override(AccountId account, String address) {
        return mayWrite(account, address)
                ? Optional.empty()
                : Optional.of(refusal(account, domainOf(address)));
    }

    /** Whether an account may write as an address, by its current policy. */
    public boolean mayWrite(AccountId account, String address) {
        return isAllowed(policies.of(account), account, domainOf(address));
    }

    /**
     * Whether an account may write as an address in the view of a transaction, before it is
     * committed.
     */
    public boolean mayWrite(Tx tx, AccountId account, String address) {
        return isAllowed(
                policies.of(tx, account),
                owners.ownership(tx, account, domainOf(address)),
                domainOf(address));
    }

    /** Number of accounts that may write as domains they do not own, for metrics. */
    public long accountsOfAnyDomain() {
        return policies.notRequired();
    }

    /** Everything that decides for an account: while it is equal, so are the answers. */
    public Object state(AccountId account) {
        return List.of(owners.changes(), policies.of(account));
    }

    private static String domainOf(String address) {
        return DomainName.normal(address.substring(address.lastIndexOf('@') + 1));
    }

    /**
     * Whether an account may send a message with these originators.
     *
     * @param signedBy the domains whose signatures in the message are valid and aligned with its
     *     From
     */
    public Decision header(AccountId account, Originators names, Collection<String> signedBy) {
        if (names.authors() > 1 && !names.sender()) {
            return new Decision.FromRefused(
                    "From has "
                            + names.authors()
                            + " addresses: a Sender is needed (RFC 5322 section 3.6.2)");
        }
        DomainsPolicy policy = policies.of(account);
        if (names.from().isEmpty() && policy == DomainsPolicy.REQUIRE) {
            return new Decision.FromRefused(
                    "From names no domain, and account " + account + " must");
        }
        Set<String> signed = Set.copyOf(signedBy);
        for (String domain : names.from()) {
            if (!isAllowed(policy, account, domain) && !isSigned(policy, domain, signed)) {
                return new Decision.FromRefused("From: " + refusal(account, domain));
            }
        }
        for (Map.Entry<String, List<String>> other : names.others().entrySet()) {
            for (String domain : other.getValue()) {
                boolean isForeign = !isReadable(domain) || isAnothers(account, domain);
                if (policy != DomainsPolicy.OFF && isForeign) {
                    return new Decision.FromRefused(
                            other.getKey() + ": " + refusal(account, domain));
                }
            }
        }
        return new Decision.FromAccepted(isPassedOn(policy, account, names, signed));
    }

    /**
     * Whether a signature in the message could decide about it, because its author's domain is one
     * that the account may not write as under any policy.
     */
    public boolean wantsSignature(AccountId account, Originators names) {
        return policies.of(account) != DomainsPolicy.OFF
                && names.from().stream()
                        .anyMatch(domain -> !owners.ownership(account, domain).mayWrite());
    }

    /**
     * Whether a signature of a domain is valid for another that it is aligned with: not if an owner
     * of a subdomain signs for a parent with another owner, or the other way round.
     */
    public boolean speaksFor(String signing, String from) {
        Optional<DomainOwner> owner = owners.owner(from);
        Optional<DomainOwner> signer = owners.owner(signing);
        return owner.isEmpty()
                || signer.isEmpty()
                || owner.get().account().equals(signer.get().account());
    }

    private boolean isPassedOn(
            DomainsPolicy policy, AccountId account, Originators names, Set<String> signed) {
        return names.from().stream()
                .anyMatch(domain ->
                        isSigned(policy, domain, signed)
                                && !owners.ownership(account, domain).mayWrite());
    }

    private static boolean isSigned(DomainsPolicy policy, String domain, Set<String> signed) {
        return policy != DomainsPolicy.OFF && signed.contains(domain);
    }

    private boolean isAllowed(DomainsPolicy policy, AccountId account, String domain) {
        return isAllowed(policy, owners.ownership(account, domain), domain);
    }

    private static boolean isAllowed(DomainsPolicy policy, Ownership ownership, String domain) {
        return switch (ownership) {
            case Ownership.OwnDomain _, Ownership.LetUse _, Ownership.PlatformFrom _ -> true;
            case Ownership.Nobody _ ->
                    policy == DomainsPolicy.OFF
                            || (policy == DomainsPolicy.SIGN && isReadable(domain));
            case Ownership.Another _ -> policy == DomainsPolicy.OFF;
        };
    }

    /** Refuses text that is not a host name, since a reader may take it for any domain. */
    private static boolean isReadable(String domain) {
        return NAME.matcher(domain).matches() && DomainName.hasTrueALabels(domain);
    }

    private boolean isAnothers(AccountId account, String domain) {
        return owners.ownership(account, domain) instanceof Ownership.Another;
    }

    private String refusal(AccountId account, String domain) {
        String may = "account " + account + " may not write as " + domain;
        if (!isReadable(domain)) {
            return may + ": it is not a domain name";
        }
        Optional<Domain> claim = database.read(tx -> owners.claim(tx, account, domain));
        return may
                + claim.map(FromPolicy::toPublish)
                        .orElse(
                                ": the domain is not added; add it by domains/add, publish the DNS records"
                                        + " that it answers, then call domains/verify");
    }

    private static String toPublish(Domain claim) {
        return ": the claim of "
                + claim.domain()
                + " is "
                + claim.state().word()
                + "; publish TXT "
                + claim.challengeName()
                + " \""
                + claim.challenge()
                + "\", then call domains/verify";
    }
}
