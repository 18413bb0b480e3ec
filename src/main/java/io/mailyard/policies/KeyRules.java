package io.mailyard.policies;

import io.mailyard.base.ApiException;
import io.mailyard.base.Fault;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.web.ObjectSchema;
import io.mailyard.web.Out;
import io.mailyard.web.Param;
import io.mailyard.web.Params;
import io.mailyard.web.Schemas;
import io.mailyard.web.Types;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A key gets its pair when it is made, given or made here, and keeps it; its state goes one step at
 * a time. The private half has a table of its own, which no list reads.
 */
final class KeyRules implements Rules {
    /** As {@link Key#signs} has it. */
    static final String SIGNING = "kind = 'dkim' AND state = 'active'";

    /** Some four times a 4096-bit key in PEM. */
    private static final int MAX_PEM = 16_384;

    /** Marked as passwords are: kept out of what is remembered of a call. */
    private static final Param<KeyPair> PRIVATE_KEY =
            Param.of(
                    "private_key",
                    Types.text(1, MAX_PEM)
                            .map(KeyPairs::read)
                            .described("format", "password")
                            .described("writeOnly", true),
                    "Of a new key: its private half in PEM (PKCS#8, no pass phrase); absent: a pair"
                            + " is made. Never answered.");

    /** On its way to the store; no column and no member has it. */
    private static final Field<byte[]> SECRET =
            new Field<>(
                    "private_key",
                    Optional.empty(),
                    new Cell<>(
                            bytes -> bytes,
                            Row::bytes,
                            (out, name, bytes) -> out.text(name, "***"),
                            Schemas.text()),
                    Optional.empty(),
                    "private_key",
                    "private_key",
                    "?",
                    "Never shown.");

    @Override
    public List<Param<?>> more() {
        return List.of(PRIVATE_KEY);
    }

    @Override
    public void check(Params params, Values fields, boolean isNew, List<Fault> faults) {
        Optional<KeyPair> given = params.find(PRIVATE_KEY);
        if (!isNew) {
            given.ifPresent(_ ->
                    faults.add(
                            new Fault(
                                    "private_key",
                                    "a key keeps its pair: make another key, under a new selector")));
            return;
        }
        Optional<Key.Algorithm> wanted = algorithm(fields);
        given.map(KeyPairs::algorithm)
                .filter(has -> wanted.isPresent() && wanted.get() != has)
                .ifPresent(has ->
                        faults.add(new Fault("algorithm", "private_key is of " + Words.word(has))));
        boolean kindIsFaulty =
                Key.KIND.param().filter(params::has).isPresent() && fields.find(Key.KIND).isEmpty();
        if (!kindIsFaulty) {
            place(fields, faults);
        }
    }

    private static Optional<Key.Algorithm> algorithm(Values fields) {
        return fields.find(Key.ALGORITHM).map(word -> Words.of(Key.Algorithm.class, word));
    }

    @Override
    public Values given(Params params, Values fields, boolean isNew) {
        if (!isNew) {
            return fields;
        }
        KeyPair pair =
                params.find(PRIVATE_KEY)
                        .orElseGet(
                                () -> KeyPairs.made(algorithm(fields).orElse(Key.Algorithm.RSA)));
        return with(fields, pair);
    }

    /** The values of a key with those of its pair. */
    static Values with(Values fields, KeyPair pair) {
        return fields.with(Key.ALGORITHM, Words.word(KeyPairs.algorithm(pair)))
                .with(Key.PUBLIC_KEY, KeyPairs.encoded(pair.getPublic()))
                .with(SECRET, pair.getPrivate().getEncoded());
    }

    /** DKIM needs a domain and a selector, SSH has none. */
    private static void place(Values values, List<Fault> faults) {
        boolean dkim = values.find(Key.KIND).orElse("dkim").equals("dkim");
        for (Field<String> field : List.of(Key.DOMAIN, Key.SELECTOR)) {
            boolean there = !values.find(field).orElse("").isEmpty();
            if (dkim && !there) {
                faults.add(new Fault(field.name(), "is required of a dkim key"));
            } else if (!dkim && there) {
                faults.add(new Fault(field.name(), "an ssh key has none"));
            }
        }
        if (!dkim && values.find(Key.ACCOUNT).orElse(0L) != 0) {
            faults.add(new Fault(Key.ACCOUNT.name(), "an ssh key has none"));
        }
    }

    @Override
    public Values checked(Tx tx, Optional<Kept> before, Values after) {
        List<Fault> faults = new ArrayList<>();
        Key.State state = Words.of(Key.State.class, after.get(Key.STATE));
        if (before.isPresent()) {
            kept(before.get(), after, faults);
        } else if (state.compareTo(Key.State.ACTIVE) > 0) {
            faults.add(new Fault("state", "a new key is pending or active"));
        }
        place(after, faults);
        if (!faults.isEmpty()) {
            throw ApiException.badRequest(faults);
        }
        before.ifPresent(kept -> step(Words.of(Key.State.class, kept.get(Key.STATE)), state));
        mustBeFree(tx, before.map(Kept::id).orElse(0L), after);
        return after;
    }

    private static void kept(Kept before, Values after, List<Fault> faults) {
        for (Field<String> field : List.of(Key.KIND, Key.ALGORITHM)) {
            if (!before.get(field).equals(after.get(field))) {
                faults.add(new Fault(field.name(), "stays " + before.get(field)));
            }
        }
        boolean pending = before.get(Key.STATE).equals("pending");
        for (Field<String> field : List.of(Key.DOMAIN, Key.SELECTOR)) {
            if (!pending && !before.get(field).equals(after.get(field))) {
                faults.add(
                        new Fault(
                                field.name(),
                                "stays " + before.get(field) + " once the key was active"));
            }
        }
    }

    private static void step(Key.State from, Key.State to) {
        Optional<Key.State> next = from.next();
        if (from != to && !next.equals(Optional.of(to))) {
            throw ApiException.conflict(
                    "a "
                            + Words.word(from)
                            + " key cannot become "
                            + Words.word(to)
                            + ": "
                            + next.map(one -> "next is " + Words.word(one))
                                    .orElse("retired is the end"));
        }
    }

    private static void mustBeFree(Tx tx, long id, Values after) {
        if (after.get(Key.DOMAIN).isEmpty()) {
            return;
        }
        tx.one(
                        "SELECT name FROM keys WHERE domain = ? AND selector = ? AND id <> ?",
                        row -> row.text(1),
                        after.get(Key.DOMAIN),
                        after.get(Key.SELECTOR),
                        id)
                .ifPresent(other -> {
                    throw ApiException.conflict(
                            "selector '"
                                    + after.get(Key.SELECTOR)
                                    + "' of "
                                    + after.get(Key.DOMAIN)
                                    + " is taken by key '"
                                    + other
                                    + "'");
                });
    }

    @Override
    public void stored(Tx tx, long id, Values after) {
        after.find(SECRET)
                .ifPresent(secret ->
                        tx.update(
                                "INSERT INTO key_secrets (key_id, private_key) VALUES (?, ?)",
                                id,
                                secret));
    }

    @Override
    public void going(Tx tx, long id) {
        tx.update("DELETE FROM key_secrets WHERE key_id = ?", id);
    }

    @Override
    public ObjectSchema shownSchema() {
        return ObjectSchema.part()
                .text("dns_name", "Of dkim: where it is published.")
                .orNull()
                .text("dns_value", "Of dkim: the record to publish.")
                .orNull()
                .text("ssh_key", "Of ssh: the line for authorized_keys.")
                .orNull();
    }

    @Override
    public void shown(Out out, Kept kept) {
        Key key = Key.made(kept);
        boolean dkim = key.kind() == Key.Kind.DKIM;
        out.text("dns_name", dkim ? key.dnsName() : null)
                .text("dns_value", dkim ? key.dnsValue() : null)
                .text("ssh_key", dkim ? null : key.sshKey());
    }

    /** A key with its private half. */
    static Optional<KeySecret> secret(Tx tx, Key key) {
        return tx.one(
                        "SELECT private_key FROM key_secrets WHERE key_id = ?",
                        row -> row.bytes(1),
                        key.id())
                .map(pkcs8 -> {
                    try {
                        return new KeySecret(key, KeyPairs.privateKey(key.algorithm(), pkcs8));
                    } catch (GeneralSecurityException broken) {
                        throw new IllegalStateException(
                                "the private half of key " + key.id() + " cannot be read", broken);
                    }
                });
    }
}
