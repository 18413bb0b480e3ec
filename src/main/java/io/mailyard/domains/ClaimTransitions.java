package io.mailyard.domains;

import io.mailyard.base.ApiException;
import io.mailyard.db.Tx;
import io.mailyard.policies.ClaimKeys;
import io.mailyard.policies.SigningKey;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.util.List;
import java.util.Optional;

/** The transitions of claims between states, with their audit rows, events and keys. */
final class ClaimTransitions {
    private final ClaimKeys keys;
    private final DomainOwners owners;
    private final DomainEventListener listener;

    ClaimTransitions(ClaimKeys keys, DomainOwners owners, DomainEventListener listener) {
        this.keys = keys;
        this.owners = owners;
        this.listener = listener;
    }

    /**
     * A proof was found in DNS: the account owns the domain from now on, and an owner by an earlier
     * proof has lost it.
     *
     * @param looked the claim at the time when DNS was asked
     * @param proof {@code txt} or {@code dkim}
     * @throws ApiException error 404 if the claim no longer exists; error 409 if an administrator
     *     vouched for another account, or if the owner is deleted and not yet purged
     */
    Domain prove(Change change, Domain looked, String proof) {
        Tx tx = change.tx();
        Domain before =
                DomainTable.find(tx, looked.account(), looked.id())
                        .orElseThrow(() -> Domains.notFound(looked.id()));
        if (before.isVoid()) {
            throw voided(before);
        }
        Domain found =
                before.with(Domain.PROOF, proof).with(Domain.CHECKED_AT, Optional.of(change.now()));
        return own(change, "domains.verify", before, found);
    }

    Domain vouch(Change change, Domain before) {
        Domain after = before.with(Domain.VOUCHED, true);
        if (before.get(Domain.PROOF).isEmpty()) {
            after = after.with(Domain.PROOF, "vouched");
        }
        return own(change, "domains.vouch", before, after);
    }

    /** Makes an account the owner of the domain by its claim. */
    private Domain own(Change change, String action, Domain before, Domain proved) {
        Tx tx = change.tx();
        if (before.state() == DomainState.VERIFIED) {
            return store(change, action, before, proved);
        }
        DomainTable.owned(tx, before.domain())
                .filter(owner -> owner.id() != before.id())
                .ifPresent(owner -> lose(change, owner));
        Domain after =
                proved.in(DomainState.VERIFIED, change.now())
                        .with(Domain.VERIFIED_AT, Optional.of(change.now()));
        store(change, action, before, after);
        keys.activate(change, after.keyId());
        tell(change, after, DomainEvent.VERIFIED, after.domain() + " is verified");
        if (!before.isOwned()) {
            DomainTable.rivals(tx, after).forEach(rival -> annul(change, rival));
            tellNeighbours(change, after);
        }
        return after;
    }

    /** The first proof wins: other claims made before it need a new challenge. */
    private void annul(Change change, Domain rival) {
        store(change, "domains.annul", rival, rival.with(Domain.CHALLENGE, ""));
        tell(change, rival, DomainEvent.LOST, voided(rival).text());
    }

    /** Reports that a claim came too late. */
    static ApiException voided(Domain claim) {
        return ApiException.conflict(
                "another account has proved "
                        + claim.domain()
                        + " since it was claimed here: this challenge is void; add the domain again"
                        + " and publish its new challenge");
    }

    private void lose(Change change, Domain owner) {
        if (owner.isVouched()) {
            throw ApiException.conflict(
                    "the domain "
                            + owner.domain()
                            + " is held by the word of an administrator, who must let it go first");
        }
        if (DomainTable.isOfDeletedAccount(change.tx(), owner)) {
            throw ApiException.conflict(
                    "the domain "
                            + owner.domain()
                            + " belongs to a deleted account, which gets it back if it is restored;"
                            + " it can be proved once that account is purged, or once an"
                            + " administrator has deleted its claim");
        }
        remove(change, "domains.lose", owner);
        tell(
                change,
                owner,
                DomainEvent.LOST,
                owner.domain()
                        + " is proved by another account; to claim it again, add it and publish its"
                        + " new challenge");
    }

    /** Notifies the owner of the parent domain, and owners of subdomains, if they are others. */
    private void tellNeighbours(Change change, Domain owned) {
        String name = owned.domain();
        String parent = name.substring(name.indexOf('.') + 1);
        DomainTable.nearestOwned(change.tx(), parent)
                .filter(above -> !above.account().equals(owned.account()))
                .ifPresent(above ->
                        tell(
                                change,
                                above,
                                DomainEvent.SUBDOMAIN,
                                name
                                        + ", a subdomain of "
                                        + above.domain()
                                        + ", is owned by another account"));
    }

    /** Changes an existing claim, with an audit row. */
    Domain store(Change change, String action, Domain before, Domain wanted) {
        Domain after = wanted.with(Domain.UPDATED_AT, change.now());
        boolean differs =
                change.recordChange(
                        action,
                        subject(after),
                        out -> DomainBody.audited(out, before),
                        out -> DomainBody.audited(out, after));
        DomainTable.update(change.tx(), after);
        if (differs) {
            owners.recordChange(change.tx());
        }
        return after;
    }

    /** Sets an owned domain back to pending. */
    Domain lapse(Change change, String action, Domain before, Domain wanted, String reason) {
        Domain after = store(change, action, before, wanted.in(DomainState.PENDING, change.now()));
        tell(change, after, DomainEvent.PENDING, after.domain() + " is not verified: " + reason);
        return after;
    }

    /** Stores a result of a check that does not change the owner. */
    Domain storeCheck(Change change, Domain before, Domain after, Optional<String> warning) {
        Domain stored = store(change, "domains.check", before, after);
        warning.ifPresent(words -> tell(change, stored, DomainEvent.WARNING, words));
        return stored;
    }

    private void tell(Change change, Domain domain, DomainEvent event, String words) {
        listener.happened(
                change.tx(), domain.account(), event, domain.domain(), change.now(), words);
    }

    /** Whether a key belongs to the claim's account, or to no particular one. */
    static boolean isFor(SigningKey key, Domain domain) {
        return key.account() == 0 || key.account() == domain.account().value();
    }

    /** The keys that sign by this claim: of its domain, and of subdomains that nobody else owns. */
    List<SigningKey> activeKeys(Tx tx, Domain domain) {
        return keys.within(tx, domain.domain()).stream()
                .filter(key -> key.state() == SigningKey.SigningKeyState.ACTIVE)
                .filter(key -> isFor(key, domain))
                .filter(key ->
                        DomainTable.nearestOwned(tx, key.domain())
                                .filter(owner -> owner.id() == domain.id())
                                .isPresent())
                .toList();
    }

    void remove(Change change, String action, Domain domain) {
        if (domain.isOwned()) {
            activeKeys(change.tx(), domain).forEach(key -> keys.retire(change, key.id()));
        } else {
            keys.retire(change, domain.keyId());
        }
        keys.drop(change, domain.keyId());
        DomainTable.delete(change.tx(), domain.account(), domain.id());
        owners.recordChange(change.tx());
        change.recordDeletion(action, subject(domain), out -> DomainBody.audited(out, domain));
    }

    /** Ends a claim that was not proved in time. */
    void expire(Change change, Domain domain) {
        remove(change, "domains.expire", domain);
        tell(
                change,
                domain,
                DomainEvent.EXPIRED,
                "the claim of " + domain.domain() + " was not proved within 14 days");
    }

    static Subject subject(Domain domain) {
        return domain.isPlatform()
                ? Subject.of("domain", domain.id())
                : Subject.of("domain", domain.id(), domain.account());
    }
}
