package io.mailyard.domains;

import io.mailyard.accounts.AccountDependent;
import io.mailyard.accounts.Accounts;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.Fault;
import io.mailyard.db.Database;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldValues;
import io.mailyard.policies.ClaimKeys;
import io.mailyard.policies.SigningKey;
import io.mailyard.writes.Change;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rules of domains: claims, their proofs, and what an administrator may decide about them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6376">RFC 6376, for the keys</a>
 */
public final class Domains implements AccountDependent {
    /**
     * Maximum number of claims of one account: a few brands with some domains each; more is a
     * mistake or an abuse.
     */
    static final int MAX_OF_ACCOUNT = 1000;

    /** Number of keys that a refusal lists. */
    private static final int NAMED = 5;

    static final String SEQUENCE = "domains";

    private final Database database;
    private final Accounts accounts;
    private final ClaimKeys keys;
    private final DomainOwners owners;
    private final ClaimTransitions claims;

    public Domains(
            Database database,
            Accounts accounts,
            ClaimKeys keys,
            DomainOwners owners,
            DomainEventListener listener) {
        this.database = database;
        this.accounts = accounts;
        this.keys = keys;
        this.owners = owners;
        this.claims = new ClaimTransitions(keys, owners, listener);
    }

    /**
     * The parts of a new claim that are prepared before the transaction.
     *
     * @param pair pair of its DKIM key
     */
    record Draft(FieldValues values, KeyPair pair, String selector) {}

    Database database() {
        return database;
    }

    ClaimTransitions claims() {
        return claims;
    }

    ClaimKeys keys() {
        return keys;
    }

    /** Finds the owners of domains. */
    public DomainOwners owners() {
        return owners;
    }

    SortedSlice<Domain> list(DomainFilter filter, SortedPage page) {
        return database.read(tx -> {
            filter.account().ifPresent(one -> mustExist(tx, one));
            return DomainTable.list(tx, filter, page);
        });
    }

    private void mustExist(Tx tx, AccountId account) {
        if (!account.equals(AccountId.PLATFORM)) {
            accounts.existing(tx, account);
        }
    }

    /**
     * Adds a claim: pending, or verified if an administrator vouches for it.
     *
     * @throws ApiException error 409 if the account has the domain already, has too many, or
     *     another account owns a domain that an administrator vouches for; error 400 for a private
     *     suffix
     */
    Domain add(Change change, AccountId account, Draft draft, boolean isVouched) {
        Tx tx = change.tx();
        String name = draft.values().get(Domain.DOMAIN);
        requireRoom(tx, account, name, isVouched)
                .ifPresent(old -> claims.remove(change, "domains.delete", old));
        long key = keys.add(change, account, name, draft.selector(), draft.pair());
        FieldValues values =
                FieldValues.initial(Domain.FIELDS)
                        .under(draft.values())
                        .with(Domain.CHALLENGE, Challenges.newChallenge())
                        .with(Domain.KEY_ID, key)
                        .with(Domain.NEXT_CHECK_AT, Optional.of(change.now()));
        Domain added =
                checked(
                        tx,
                        Domain.of(tx.nextId(SEQUENCE), account, change.now(), values)
                                .in(DomainState.PENDING, change.now()));
        DomainTable.insert(tx, added);
        owners.recordChange(tx);
        change.recordCreation(
                "domains.add",
                ClaimTransitions.subject(added),
                out -> DomainBody.audited(out, added));
        return isVouched ? claims.vouch(change, added) : added;
    }

    /**
     * Refuses what {@link #add} would refuse by the store alone; returns the void claim that a new
     * one replaces.
     */
    Optional<Domain> requireRoom(Tx tx, AccountId account, String name, boolean isVouched) {
        mustExist(tx, account);
        checkSuffix(name, isVouched);
        Optional<Domain> earlier = DomainTable.claim(tx, account, name);
        earlier.filter(old -> !old.isVoid())
                .ifPresent(old -> {
                    throw ApiException.conflict(
                            "the domain "
                                    + name
                                    + " is already "
                                    + old.state().word()
                                    + " here, as id "
                                    + old.id());
                });
        long left = DomainTable.count(tx, account) - (earlier.isPresent() ? 1 : 0);
        if (left >= MAX_OF_ACCOUNT) {
            throw ApiException.conflict(
                    "there are " + MAX_OF_ACCOUNT + " domains, the most one account can have");
        }
        if (isVouched) {
            mustBeFree(tx, name);
        }
        return earlier;
    }

    /** Requires an administrator for a suffix of the list's private section. */
    private static void checkSuffix(String name, boolean isVouched) {
        boolean suffix = PublicSuffixes.suffix(name).isPresent();
        if (suffix && !isVouched) {
            throw ApiException.badRequest(
                    "domain",
                    "'"
                            + name
                            + "' is a public suffix, under which others have their domains: only an"
                            + " administrator can give it away, with verified: true");
        }
    }

    private static void mustBeFree(Tx tx, String name) {
        DomainTable.owned(tx, name)
                .ifPresent(owner -> {
                    throw ApiException.conflict(
                            "the domain "
                                    + name
                                    + " is owned by "
                                    + (owner.isPlatform()
                                            ? "the platform"
                                            : "account " + owner.account())
                                    + ", as id "
                                    + owner.id()
                                    + ": delete that first");
                });
    }

    /** Checks what depends on the owner. */
    private Domain checked(Tx tx, Domain domain) {
        List<Fault> faults = new ArrayList<>();
        if (!domain.isPlatform() && domain.get(Domain.USE).equals(DomainUse.FROM.word())) {
            faults.add(new Fault("use", "is of platform domains only"));
        }
        List<Long> ids = domain.get(Domain.ACCOUNT_IDS);
        List<AccountId> named = ids.stream().map(AccountId::new).toList();
        Set<AccountId> existing = accounts.existing(tx, named);
        named.stream()
                .filter(one -> !existing.contains(one))
                .map(one -> new Fault("account_ids", "no account with id " + one))
                .forEach(faults::add);
        if (!faults.isEmpty()) {
            throw ApiException.badRequest(faults);
        }
        List<Long> others =
                ids.stream().filter(id -> id != domain.account().value()).sorted().toList();
        return domain.with(Domain.ACCOUNT_IDS, others);
    }

    /**
     * Changes an administrator's settings of a claim.
     *
     * @param verified true: vouches for it; false: withdraws that
     */
    Domain save(Change change, Domain before, FieldValues given, Optional<Boolean> verified) {
        Domain after = checked(change.tx(), new Domain(before.values().under(given)));
        if (!after.values().equals(before.values())) {
            after = claims.store(change, "domains.save", before, after);
        }
        if (verified.isEmpty() || verified.get() == after.isVouched()) {
            return after;
        }
        if (verified.get()) {
            if (!after.isOwned()) {
                mustBeFree(change.tx(), after.domain());
            }
            return claims.vouch(change, after);
        }
        return letGo(change, after);
    }

    /**
     * Withdraws an administrator's word: a domain proved in DNS stays verified, any other becomes
     * pending.
     */
    private Domain letGo(Change change, Domain before) {
        Domain after = before.with(Domain.VOUCHED, false);
        String proof = before.get(Domain.PROOF);
        if (proof.equals("txt") || proof.equals("dkim") || !before.isOwned()) {
            return claims.store(change, "domains.let_go", before, after);
        }
        return claims.lapse(
                change,
                "domains.let_go",
                before,
                after.with(Domain.PROOF, ""),
                "no administrator vouches for it any longer");
    }

    /**
     * Deletes a claim, retires its keys that sign, and deletes those that never did.
     *
     * @throws ApiException error 409 while an active key signs by it, unless forced
     */
    void delete(Change change, Domain domain, boolean isForced) {
        List<SigningKey> active = claims.activeKeys(change.tx(), domain);
        if (!isForced && domain.isOwned() && !active.isEmpty()) {
            throw ApiException.conflict(
                    "mail of "
                            + domain.domain()
                            + " is signed by key "
                            + active.stream()
                                    .limit(NAMED)
                                    .map(key -> "'" + key.name() + "'")
                                    .collect(Collectors.joining(", "))
                            + ": retire "
                            + (active.size() == 1 ? "it" : "them")
                            + " first, or delete with force");
        }
        claims.remove(change, "domains.delete", domain);
    }

    static ApiException notFound(long id) {
        return ApiException.notFound("no domain with id " + id);
    }

    @Override
    public String noun() {
        return "domains";
    }

    @Override
    public long count(Tx tx, AccountId account) {
        return DomainTable.count(tx, account);
    }

    @Override
    public void purge(Tx tx, AccountId account) {
        for (Domain domain : DomainTable.of(tx, account)) {
            keys.purge(tx, domain.keyId());
            DomainTable.delete(tx, account, domain.id());
        }
        DomainTable.forget(tx, account);
        owners.recordChange(tx);
    }
}
