package io.mailyard.policies;

import io.mailyard.api.Schemas;
import io.mailyard.api.Types;
import io.mailyard.base.DomainName;
import io.mailyard.db.Row;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldKind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A key pair without its private key ({@link KeySecret}): for signing mail (DKIM, RFC 6376), or for
 * access to a machine by SSH.
 *
 * @param domain the domain whose mail it signs, in lower case, as A-labels; empty for SSH
 * @param selector empty for SSH
 * @param publicKey SubjectPublicKeyInfo (RFC 5280), in base64
 * @param account its account; 0: no particular one
 */
public record SigningKey(
        long id,
        String name,
        SigningKeyKind kind,
        Algorithm algorithm,
        String domain,
        String selector,
        SigningKeyState state,
        String publicKey,
        long account,
        boolean shipped)
        implements Policy {

    /** Its purpose. */
    public enum SigningKeyKind {
        DKIM,
        SSH
    }

    /** Its algorithm. */
    public enum Algorithm {
        /** RSA with SHA-256. */
        RSA,
        /** RFC 8463. */
        ED25519
    }

    /** Its state, which advances one step at a time and never goes back. */
    public enum SigningKeyState {
        /** Created, not used yet: time to publish it. */
        PENDING,
        /** Signs. */
        ACTIVE,
        /** No longer signs; stays published for mail that is still on its way. */
        RETIRING,
        /** May be removed from DNS. */
        RETIRED;

        /** The next state; empty if there is none. */
        Optional<SigningKeyState> next() {
            return switch (this) {
                case PENDING -> Optional.of(ACTIVE);
                case ACTIVE -> Optional.of(RETIRING);
                case RETIRING -> Optional.of(RETIRED);
                case RETIRED -> Optional.empty();
            };
        }
    }

    private static final Pattern SELECTORS =
            Pattern.compile(
                    "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?){0,3}");

    static final Field<String> NAME = Field.named("Unique name.");
    static final Field<String> KIND =
            Field.word(
                    "kind",
                    "dkim: signs mail; ssh: opens machines. It stays. Default dkim.",
                    "dkim",
                    "ssh");
    static final Field<String> ALGORITHM =
            Field.word(
                    "algorithm",
                    "It stays. Default that of private_key, else rsa, of 2048 bits.",
                    "rsa",
                    "ed25519");
    static final Field<String> DOMAIN =
            Field.of(
                    "domain",
                    Types.text(0, 255).map(given -> given.isEmpty() ? "" : DomainName.host(given)),
                    ColumnCodec.TEXT,
                    "",
                    "Of dkim, which needs it: whose mail is signed.");
    static final Field<String> SELECTOR =
            Field.of(
                    "selector",
                    Types.text(0, 63).map(SigningKey::selector),
                    ColumnCodec.TEXT,
                    "",
                    "Of dkim, which needs it: under which name the key is published.");
    static final Field<String> STATE =
            Field.word(
                    "state",
                    "pending, active, retiring, retired: one step at a time. Default pending.",
                    "pending",
                    "active",
                    "retiring",
                    "retired");
    static final Field<String> PUBLIC_KEY = Field.own("public_key", "The public half, in base64.");
    static final Field<Long> ACCOUNT =
            Field.of(
                    "account_id",
                    Types.id(),
                    new ColumnCodec<>(
                            FieldKind.NUMBER,
                            id -> id,
                            Row::number,
                            (out, name, id) -> out.numberOrNull(name, id == 0 ? null : id),
                            Schemas.orNull(Schemas.integer())),
                    0L,
                    "Of dkim: whose key it is. It signs for the owner of its domain alone.");

    /** Maximum length, some four times a 4096-bit key in PEM. */
    static final int MAX_PEM = 16_384;

    /**
     * The text of a new key's private half, for forms: sent, and in no answer. Marked as a secret
     * like passwords.
     */
    public static final Field<String> PRIVATE_KEY =
            Field.of(
                    "private_key",
                    Types.text(0, MAX_PEM)
                            .described("format", "password")
                            .described("writeOnly", true),
                    ColumnCodec.TEXT,
                    "",
                    "Of a new key: its private half in PEM (PKCS#8, no pass phrase); absent: a pair"
                            + " is made. Never answered.");

    private static String selector(String given) {
        String selector = given.strip().toLowerCase(Locale.ROOT);
        if (!selector.isEmpty() && !SELECTORS.matcher(selector).matches()) {
            throw new IllegalArgumentException(
                    "'" + given + "' is not a selector such as mail2026: letters, digits, hyphens");
        }
        return selector;
    }

    static PolicyKind<SigningKey> described() {
        return new PolicyKind<>(
                "keys",
                "key",
                "Keys: to sign mail by DKIM, or to reach machines by SSH.",
                List.of(NAME, KIND, ALGORITHM, DOMAIN, SELECTOR, STATE, PUBLIC_KEY, ACCOUNT),
                new KeyRules(),
                SigningKey::made);
    }

    static SigningKey made(PolicyRow kept) {
        return new SigningKey(
                kept.id(),
                kept.get(NAME),
                EnumNames.of(SigningKeyKind.class, kept.get(KIND)),
                EnumNames.of(Algorithm.class, kept.get(ALGORITHM)),
                kept.get(DOMAIN),
                kept.get(SELECTOR),
                EnumNames.of(SigningKeyState.class, kept.get(STATE)),
                kept.get(PUBLIC_KEY),
                kept.get(ACCOUNT),
                kept.shipped());
    }

    /** Whether it signs mail now: it is a DKIM key, and active. */
    public boolean signs() {
        return kind == SigningKeyKind.DKIM && state == SigningKeyState.ACTIVE;
    }

    /** The DNS name of a DKIM key (RFC 6376 section 3.6.2.1); empty for SSH. */
    public String dnsName() {
        return kind == SigningKeyKind.DKIM ? selector + "._domainkey." + domain : "";
    }

    /** The TXT record to publish there (RFC 6376 section 3.6.1); empty for SSH. */
    public String dnsValue() {
        return kind == SigningKeyKind.DKIM
                ? "v=DKIM1; k=" + EnumNames.word(algorithm) + "; p=" + KeyPairs.dkim(this)
                : "";
    }

    /** Whether a TXT record contains this DKIM key (RFC 6376 section 3.6.1). */
    public boolean isPublishedIn(String text) {
        return kind == SigningKeyKind.DKIM && KeyCheck.difference(this, text).isEmpty();
    }

    /** Returns what verifiers would refuse in any key's TXT record; empty: nothing. */
    public static String faultOf(String text) {
        return KeyCheck.fault(text);
    }

    /** A line for {@code authorized_keys}; empty for DKIM. */
    public String sshKey() {
        return kind == SigningKeyKind.SSH ? KeyPairs.ssh(this) : "";
    }
}
