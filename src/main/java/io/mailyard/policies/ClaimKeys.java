package io.mailyard.policies;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldValues;
import io.mailyard.writes.Change;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;

/**
 * The DKIM keys of domains: created with a claim, activated by its proof, retired when the domain
 * is lost.
 */
public final class ClaimKeys {
    private static final int MAX_NAME = 128;

    private final Policies policies;

    public ClaimKeys(Policies policies) {
        this.policies = policies;
    }

    /**
     * Generates an RSA pair of 2048 bits. Takes some hundred milliseconds of a core and waits for
     * its turn at most ten seconds: call it outside of transactions.
     *
     * @param account whose claim it is for, which has eight turns at most
     * @throws io.mailyard.base.ApiException error 429 or 503 if no turn is free
     */
    public static KeyPair newPair(AccountId account) {
        return KeyPairs.make(account.value(), SigningKey.Algorithm.RSA);
    }

    /**
     * Adds a pending key for the account that claims a domain, whoever owns the domain now; returns
     * its id.
     *
     * @param account {@link AccountId#PLATFORM}: the platform's claim
     */
    public long add(
            Change change, AccountId account, String domain, String selector, KeyPair pair) {
        FieldValues values =
                FieldValues.NONE
                        .with(SigningKey.NAME, name(selector, domain))
                        .with(SigningKey.DOMAIN, domain)
                        .with(SigningKey.SELECTOR, selector)
                        .with(SigningKey.ACCOUNT, account.value());
        return policies.create(
                change, PolicyKind.KEY, KeyRules.with(values, pair), (tx, owner, name) -> {});
    }

    private static String name(String selector, String domain) {
        String name = selector + " of " + domain;
        return name.substring(0, Math.min(name.length(), MAX_NAME));
    }

    /** Whether a key has the name that a claim gives it, which is unique. */
    static boolean isNameOf(String name, FieldValues values) {
        return name.equals(name(values.get(SigningKey.SELECTOR), values.get(SigningKey.DOMAIN)));
    }

    /** The key, of whichever account and state, if it exists. */
    public Optional<SigningKey> find(Tx tx, long id) {
        return policies.find(tx, PolicyKind.KEY, id);
    }

    /** The DKIM keys of exactly this domain, ascending by id. */
    public List<SigningKey> of(Tx tx, String domain) {
        return PolicyKind.KEY.table().where(tx, "kind = 'dkim' AND domain = ?", domain).stream()
                .map(SigningKey::made)
                .toList();
    }

    /** The DKIM keys of this domain and of its subdomains, ascending by id. */
    public List<SigningKey> within(Tx tx, String domain) {
        return PolicyKind.KEY
                .table()
                .where(
                        tx,
                        "kind = 'dkim' AND (domain = ? OR domain LIKE ? ESCAPE '\\')",
                        domain,
                        "%." + domain.replace("_", "\\_"))
                .stream()
                .map(SigningKey::made)
                .toList();
    }

    /** The domains of all active DKIM keys. */
    public List<String> activeDomains(Tx tx) {
        return PolicyKind.KEY.table().where(tx, KeyRules.SIGNING).stream()
                .map(SigningKey::made)
                .map(SigningKey::domain)
                .distinct()
                .toList();
    }

    /** Activates a pending key; does nothing in any other state. */
    public void activate(Change change, long id) {
        step(change, id, SigningKey.SigningKeyState.PENDING, SigningKey.SigningKeyState.ACTIVE);
    }

    /** Retires an active key; does nothing in any other state. */
    public void retire(Change change, long id) {
        step(change, id, SigningKey.SigningKeyState.ACTIVE, SigningKey.SigningKeyState.RETIRING);
    }

    private void step(
            Change change,
            long id,
            SigningKey.SigningKeyState from,
            SigningKey.SigningKeyState to) {
        find(change.tx(), id)
                .filter(key -> key.state() == from)
                .ifPresent(_ ->
                        policies.update(
                                change,
                                PolicyKind.KEY,
                                id,
                                FieldValues.NONE.with(SigningKey.STATE, EnumNames.word(to))));
    }

    /** Deletes a key with its private key, in any state, unless a sender lists it. */
    public void purge(Tx tx, long id) {
        String unused = "NOT EXISTS (SELECT 1 FROM sender_dkim_keys WHERE key_id = ?)";
        tx.update("DELETE FROM key_secrets WHERE key_id = ? AND " + unused, id, id);
        tx.update("DELETE FROM keys WHERE id = ? AND " + unused, id, id);
        policies.recordChange(tx);
    }

    /** Deletes a key that never signed; does nothing otherwise. */
    public void drop(Change change, long id) {
        find(change.tx(), id)
                .filter(key -> key.state() == SigningKey.SigningKeyState.PENDING)
                .ifPresent(_ ->
                        policies.delete(change, PolicyKind.KEY, id, (tx, kind, one) -> List.of()));
    }
}
