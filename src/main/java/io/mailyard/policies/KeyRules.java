package io.mailyard.policies;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.Schemas;
import io.mailyard.api.Types;
import io.mailyard.base.ApiException;
import io.mailyard.base.Fault;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldKind;
import io.mailyard.fields.FieldValues;
import io.mailyard.wire.Out;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rules of keys: a key gets its pair when it is created, given or generated, and keeps it; its
 * state advances one step at a time. The private key has a table of its own, which no list reads.
 */
final class KeyRules implements PolicyHooks {
    /** The states in which {@link SigningKey#signs} is true. */
    static final String SIGNING = "kind = 'dkim' AND state = 'active'";

    /** Marked as a secret like passwords, so that stored replies do not contain it. */
    private static final Param<KeyPair> PRIVATE_KEY =
            Param.of(
                    SigningKey.PRIVATE_KEY.name(),
                    Types.text(1, SigningKey.MAX_PEM)
                            .map(KeyPairs::read)
                            .described("format", "password")
                            .described("writeOnly", true),
                    SigningKey.PRIVATE_KEY.doc());

    /** A field for the way to the store only, without a column or a member. */
    private static final Field<byte[]> SECRET =
            Field.own(
                    "private_key",
                    new ColumnCodec<>(
                            FieldKind.OTHER,
                            bytes -> bytes,
                            Row::bytes,
                            (out, name, bytes) -> out.text(name, "***"),
                            Schemas.text()),
                    "Never shown.");

    @Override
    public List<Param<?>> more() {
        return List.of(PRIVATE_KEY);
    }

    @Override
    public void check(Params params, FieldValues fields, boolean isNew, List<Fault> faults) {
        Optional<KeyPair> given = params.find(PRIVATE_KEY);
        if (!isNew) {
            given.ifPresent(_ ->
                    faults.add(
                            new Fault(
                                    "private_key",
                                    "a key keeps its pair: make another key, under a new selector")));
            return;
        }
        Optional<SigningKey.Algorithm> wanted = algorithm(fields);
        given.map(KeyPairs::algorithm)
                .filter(has -> wanted.isPresent() && wanted.get() != has)
                .ifPresent(has ->
                        faults.add(
                                new Fault(
                                        "algorithm", "private_key is of " + EnumNames.word(has))));
        boolean kindIsFaulty =
                SigningKey.KIND.param().filter(params::has).isPresent()
                        && fields.find(SigningKey.KIND).isEmpty();
        if (!kindIsFaulty) {
            place(fields, faults);
        }
    }

    private static Optional<SigningKey.Algorithm> algorithm(FieldValues fields) {
        return fields.find(SigningKey.ALGORITHM)
                .map(word -> EnumNames.of(SigningKey.Algorithm.class, word));
    }

    @Override
    public FieldValues given(Params params, FieldValues fields, boolean isNew) {
        if (!isNew) {
            return fields;
        }
        KeyPair pair =
                params.find(PRIVATE_KEY)
                        .orElseGet(() ->
                                KeyPairs.make(
                                        fields.find(SigningKey.ACCOUNT).orElse(0L),
                                        algorithm(fields).orElse(SigningKey.Algorithm.RSA)));
        return with(fields, pair);
    }

    /** The values of a key together with those of its pair. */
    static FieldValues with(FieldValues fields, KeyPair pair) {
        return fields.with(SigningKey.ALGORITHM, EnumNames.word(KeyPairs.algorithm(pair)))
                .with(SigningKey.PUBLIC_KEY, KeyPairs.encoded(pair.getPublic()))
                .with(SECRET, pair.getPrivate().getEncoded());
    }

    /** Checks that DKIM has a domain and a selector, and SSH has neither. */
    private static void place(FieldValues values, List<Fault> faults) {
        boolean dkim = values.find(SigningKey.KIND).orElse("dkim").equals("dkim");
        for (Field<String> field : List.of(SigningKey.DOMAIN, SigningKey.SELECTOR)) {
            boolean there = !values.find(field).orElse("").isEmpty();
            if (dkim && !there) {
                faults.add(new Fault(field.name(), "is required of a dkim key"));
            } else if (!dkim && there) {
                faults.add(new Fault(field.name(), "an ssh key has none"));
            }
        }
        if (!dkim && values.find(SigningKey.ACCOUNT).orElse(0L) != 0) {
            faults.add(new Fault(SigningKey.ACCOUNT.name(), "an ssh key has none"));
        }
    }

    @Override
    public FieldValues checked(Tx tx, Optional<PolicyRow> before, FieldValues after) {
        List<Fault> faults = new ArrayList<>();
        SigningKey.SigningKeyState state =
                EnumNames.of(SigningKey.SigningKeyState.class, after.get(SigningKey.STATE));
        if (before.isPresent()) {
            kept(before.get(), after, faults);
        } else if (state.compareTo(SigningKey.SigningKeyState.ACTIVE) > 0) {
            faults.add(new Fault("state", "a new key is pending or active"));
        }
        place(after, faults);
        if (!faults.isEmpty()) {
            throw ApiException.badRequest(faults);
        }
        before.ifPresent(kept ->
                step(
                        EnumNames.of(SigningKey.SigningKeyState.class, kept.get(SigningKey.STATE)),
                        state));
        mustBeFree(tx, before.map(PolicyRow::id).orElse(0L), after);
        return after;
    }

    private static void kept(PolicyRow before, FieldValues after, List<Fault> faults) {
        for (Field<String> field : List.of(SigningKey.KIND, SigningKey.ALGORITHM)) {
            if (!before.get(field).equals(after.get(field))) {
                faults.add(new Fault(field.name(), "stays " + before.get(field)));
            }
        }
        boolean pending = before.get(SigningKey.STATE).equals("pending");
        for (Field<String> field : List.of(SigningKey.DOMAIN, SigningKey.SELECTOR)) {
            if (!pending && !before.get(field).equals(after.get(field))) {
                faults.add(
                        new Fault(
                                field.name(),
                                "stays " + before.get(field) + " once the key was active"));
            }
        }
    }

    private static void step(SigningKey.SigningKeyState from, SigningKey.SigningKeyState to) {
        Optional<SigningKey.SigningKeyState> next = from.next();
        if (from != to && !next.equals(Optional.of(to))) {
            throw ApiException.conflict(
                    "a "
                            + EnumNames.word(from)
                            + " key cannot become "
                            + EnumNames.word(to)
                            + ": "
                            + next.map(one -> "next is " + EnumNames.word(one))
                                    .orElse("retired is the end"));
        }
    }

    private static void mustBeFree(Tx tx, long id, FieldValues after) {
        if (after.get(SigningKey.DOMAIN).isEmpty()) {
            return;
        }
        tx.one(
                        "SELECT name FROM keys WHERE domain = ? AND selector = ? AND id <> ?",
                        row -> row.text("name"),
                        after.get(SigningKey.DOMAIN),
                        after.get(SigningKey.SELECTOR),
                        id)
                .ifPresent(other -> {
                    throw ApiException.conflict(
                            "selector '"
                                    + after.get(SigningKey.SELECTOR)
                                    + "' of "
                                    + after.get(SigningKey.DOMAIN)
                                    + " is taken by key '"
                                    + other
                                    + "'");
                });
    }

    @Override
    public void stored(Tx tx, long id, FieldValues after) {
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
                .text("dns_name", "DKIM: name of the record to publish.")
                .orNull()
                .text("dns_value", "DKIM: value of the record to publish.")
                .orNull()
                .text("ssh_key", "SSH: the line for authorized_keys.")
                .orNull();
    }

    @Override
    public void shown(Out out, PolicyRow kept) {
        SigningKey key = SigningKey.made(kept);
        boolean dkim = key.kind() == SigningKey.SigningKeyKind.DKIM;
        out.text("dns_name", dkim ? key.dnsName() : null)
                .text("dns_value", dkim ? key.dnsValue() : null)
                .text("ssh_key", dkim ? null : key.sshKey());
    }

    /** A key with its private key. */
    static Optional<KeySecret> secret(Tx tx, SigningKey key) {
        return tx.one(
                        "SELECT private_key FROM key_secrets WHERE key_id = ?",
                        row -> row.bytes(),
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
