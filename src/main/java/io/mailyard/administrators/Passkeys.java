package io.mailyard.administrators;

import io.mailyard.access.AdministratorId;
import io.mailyard.administrators.PasskeyProof.KeptKey;
import io.mailyard.base.ApiException;
import io.mailyard.base.NameRules;
import io.mailyard.db.Database;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.signin.Entrance;
import io.mailyard.signin.PersonProfile;
import io.mailyard.signin.PersonSignIn;
import io.mailyard.signin.SignInFault;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.signin.SignInOutcome;
import io.mailyard.signin.SignedInPerson;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Passkeys of administrators: a key signs in as login, password and second factor at once. People
 * whom a provider signs in have none, for a key would go past the provider.
 */
public final class Passkeys {
    /** Of one person: devices, and one in a safe. */
    static final int MOST = 10;

    private static final int MAX_NAME = 64;
    private static final String SEQUENCE = "administrator_passkeys";

    private final Database database;
    private final AdministratorStore store;
    private final PersonProfile<Administrator> profile;
    private final PersonSignIn<Administrator> signIn;
    private final String publicUrl;
    private final InstantSource clock;
    private final PasskeyChallenges challenges;
    private final PasskeyProof proof = new PasskeyProof();

    Passkeys(
            Database database,
            AdministratorStore store,
            PersonProfile<Administrator> profile,
            PersonSignIn<Administrator> signIn,
            String publicUrl,
            InstantSource clock) {
        this.database = database;
        this.store = store;
        this.profile = profile;
        this.signIn = signIn;
        this.publicUrl = publicUrl;
        this.clock = clock;
        this.challenges = new PasskeyChallenges(database, clock);
    }

    /** A key, as its person sees it. */
    public record Passkey(long id, String name, Instant createdAt, Optional<Instant> lastUsedAt) {
        private static Passkey of(Row row) {
            return new Passkey(
                    row.number("id"),
                    row.text("name"),
                    row.time("created_at"),
                    Optional.ofNullable(row.timeOrNull("last_used_at")));
        }
    }

    private record OwnedKey(long id, AdministratorId person, String name, KeptKey key) {
        private static OwnedKey of(Row row) {
            return new OwnedKey(
                    row.number("id"),
                    new AdministratorId(row.number("administrator_id")),
                    row.text("name"),
                    new KeptKey(
                            row.text("credential_id"),
                            row.text("credential"),
                            row.flag("synced"),
                            row.number("counter")));
        }
    }

    /** The address that keys are for. */
    public String address() {
        return publicUrl;
    }

    /** The site of a request's host; empty where that is another than the server's. */
    public Optional<PasskeySite> site(String host) {
        return PasskeySite.of(publicUrl, host);
    }

    /** The keys of a session's person. */
    public List<Passkey> list(String cookie) {
        long person = profile.existing(cookie).person().number();
        return database.read(tx ->
                tx.query(
                        "SELECT id, name, created_at, last_used_at FROM administrator_passkeys"
                                + " WHERE administrator_id = ? ORDER BY id",
                        Passkey::of,
                        person));
    }

    private Administrator own(SignedInPerson<Administrator> signedIn) {
        Administrator person = signedIn.person();
        if (!person.provider().isEmpty()) {
            throw ApiException.conflict(
                    "the provider '" + person.provider() + "' signs you in, not a passkey");
        }
        return person;
    }

    /** Returns what the browser needs to make a key, as JSON. */
    public String offer(String cookie, PasskeySite site) {
        Administrator person = own(profile.confirmed(cookie));
        List<String> known =
                database.read(tx ->
                        tx.query(
                                "SELECT credential_id FROM administrator_passkeys WHERE"
                                        + " administrator_id = ?",
                                row -> row.text(),
                                person.number()));
        String challenge = challenges.give(purpose(person));
        return JsonText.write(out ->
                out.object("rp", rp -> rp.text("id", site.id()).text("name", "Mailyard"))
                        .object(
                                "user",
                                user ->
                                        user.text("id", handle(person.id()))
                                                .text("name", person.login())
                                                .text("displayName", person.login()))
                        .text("challenge", challenge)
                        .objects(
                                "pubKeyCredParams",
                                List.of(-7L, -8L, -257L),
                                (one, alg) -> one.text("type", "public-key").number("alg", alg))
                        .objects("excludeCredentials", known, Passkeys::credential)
                        .object(
                                "authenticatorSelection",
                                how ->
                                        how.text("residentKey", "required")
                                                .flag("requireResidentKey", true)
                                                .text("userVerification", "required"))
                        .text("attestation", "none")
                        .number("timeout", PasskeyChallenges.LASTS.toMillis()));
    }

    private static void credential(Out out, String id) {
        out.text("type", "public-key").text("id", id);
    }

    private static String purpose(Administrator person) {
        return "add to " + person.number() + ": ";
    }

    private static String handle(AdministratorId person) {
        return PasskeyProof.text(ByteBuffer.allocate(Long.BYTES).putLong(person.value()).array());
    }

    /**
     * Adds a key.
     *
     * @param answer of the browser, as JSON
     * @return false where the answer is wrong
     */
    public boolean add(
            String cookie, String name, String answer, PasskeySite site, SignInOrigin origin) {
        SignedInPerson<Administrator> signedIn = profile.confirmed(cookie);
        Administrator person = own(signedIn);
        Optional<KeptKey> key =
                proof.registered(
                        answer,
                        site,
                        challenge ->
                                challenges.isOurs(purpose(person), challenge)
                                        && challenges.use(challenge));
        if (key.isEmpty()) {
            return false;
        }
        String called = called(name);
        return profile.as(
                signedIn,
                origin,
                change -> {
                    insert(change.tx(), person, called, key.get(), change.now());
                    change.recordCreation(
                            "administrators.passkeys.add",
                            Administrators.subject(person.id()),
                            out -> out.text("passkey", called));
                    return true;
                });
    }

    private static String called(String name) {
        String stripped = name.strip();
        try {
            if (!stripped.isEmpty() && stripped.codePointCount(0, stripped.length()) <= MAX_NAME) {
                return NameRules.visible(stripped);
            }
        } catch (IllegalArgumentException unfit) {
            throw ApiException.badRequest("name", String.valueOf(unfit.getMessage()));
        }
        throw ApiException.badRequest("name", "must have 1 to " + MAX_NAME + " characters");
    }

    private static void insert(Tx tx, Administrator person, String name, KeptKey key, Instant now) {
        long all =
                tx.number(
                        "SELECT count(*) FROM administrator_passkeys WHERE administrator_id = ?",
                        person.number());
        if (all >= MOST) {
            throw ApiException.conflict("you have " + MOST + " passkeys, which is the limit");
        }
        if (tx.number(
                        "SELECT count(*) FROM administrator_passkeys WHERE credential_id = ?",
                        key.id())
                > 0) {
            throw ApiException.conflict("this passkey is known already");
        }
        tx.update(
                """
                INSERT INTO administrator_passkeys (id, administrator_id, name, credential_id,
                  credential, synced, counter, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                tx.nextId(SEQUENCE),
                person.number(),
                name,
                key.id(),
                key.credential(),
                key.synced(),
                key.counter(),
                now);
    }

    /** Removes a key of a session's person; false where there is none such. */
    public boolean remove(String cookie, long id, SignInOrigin origin) {
        SignedInPerson<Administrator> signedIn = profile.free(cookie);
        Administrator person = signedIn.person();
        return profile.as(
                signedIn,
                origin,
                change -> {
                    boolean removed =
                            change.tx()
                                            .update(
                                                    "DELETE FROM administrator_passkeys WHERE id = ?"
                                                            + " AND administrator_id = ?",
                                                    id,
                                                    person.number())
                                    > 0;
                    if (removed) {
                        change.recordDeletion(
                                "administrators.passkeys.remove",
                                Administrators.subject(person.id()),
                                out -> out.number("passkey", id));
                    }
                    return removed;
                });
    }

    /** Returns what the browser needs to sign in by a key, as JSON. */
    public String ask(PasskeySite site) {
        String challenge = challenges.give("");
        return JsonText.write(out ->
                out.text("challenge", challenge)
                        .text("rpId", site.id())
                        .text("userVerification", "required")
                        .number("timeout", PasskeyChallenges.LASTS.toMillis()));
    }

    /**
     * Signs in by a key.
     *
     * @param answer of the browser, as JSON
     */
    public SignInOutcome signIn(String answer, PasskeySite site, SignInOrigin origin) {
        Optional<OwnedKey> known = proof.id(answer).flatMap(this::find);
        Optional<Administrator> person =
                known.flatMap(key -> database.read(tx -> store.find(tx, key.person())))
                        .filter(found -> found.provider().isEmpty());
        AtomicReference<String> answered = new AtomicReference<>("");
        Optional<KeptKey> proved =
                known.filter(_ -> person.isPresent())
                        .flatMap(key ->
                                proof.proved(
                                        answer,
                                        site,
                                        key.key(),
                                        handle(key.person()),
                                        challenge -> {
                                            answered.set(challenge);
                                            return challenges.isOurs("", challenge);
                                        }))
                        .filter(_ -> challenges.use(answered.get()))
                        .filter(key -> counted(known.get(), key));
        if (proved.isEmpty()) {
            signIn.recordRefusal(SignInFault.WRONG_PASSKEY, person, origin);
            return new SignInOutcome.SignInWrong();
        }
        if (!person.get().active()) {
            signIn.recordRefusal(SignInFault.SWITCHED_OFF, person, origin);
            return new SignInOutcome.SignInWrong();
        }
        OwnedKey key = known.get();
        return signIn.enter(
                person.get().number(),
                Entrance.of("passkey " + key.name(), true, tx -> isKept(tx, key)),
                origin);
    }

    private static boolean isKept(Tx tx, OwnedKey key) {
        return tx.number(
                        "SELECT count(*) FROM administrator_passkeys"
                                + " WHERE id = ? AND administrator_id = ?",
                        key.id(),
                        key.person().value())
                > 0;
    }

    private Optional<OwnedKey> find(String credential) {
        return database.read(tx ->
                tx.one(
                        """
                        SELECT id, administrator_id, name, credential_id, credential, synced, counter
                        FROM administrator_passkeys WHERE credential_id = ?
                        """,
                        OwnedKey::of,
                        credential));
    }

    /** Stores the counter, unless another use of the key did meanwhile. */
    private boolean counted(OwnedKey known, KeptKey now) {
        return database.write(tx ->
                tx.update(
                                "UPDATE administrator_passkeys SET counter = ?, last_used_at = ?"
                                        + " WHERE id = ? AND counter = ?",
                                now.counter(),
                                clock.instant(),
                                known.id(),
                                known.key().counter())
                        > 0);
    }
}
