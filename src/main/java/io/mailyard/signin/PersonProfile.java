package io.mailyard.signin;

import io.mailyard.access.Passwords;
import io.mailyard.access.RecoveryCode;
import io.mailyard.access.Totp;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.base.Page;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Actions of a signed-in person on the own sign-in: password, second factor, sessions. */
public final class PersonProfile<P extends Person> {
    private static final Pattern SECRET = Pattern.compile("[A-Z2-7]{32}");

    private final Database database;
    private final Writes writes;
    private final Passwords passwords;
    private final People<P> people;
    private final PersonTables tables;
    private final SignInSecrets secrets;
    private final SignInSessions<P> sessions;
    private final PersonSignIn<P> signIn;
    private final InstantSource clock;

    public PersonProfile(
            Database database,
            Writes writes,
            Passwords passwords,
            People<P> people,
            SignInSessions<P> sessions,
            PersonSignIn<P> signIn,
            InstantSource clock) {
        this.database = database;
        this.writes = writes;
        this.passwords = passwords;
        this.people = people;
        this.tables = people.tables();
        this.secrets = new SignInSecrets(tables);
        this.sessions = sessions;
        this.signIn = signIn;
        this.clock = clock;
    }

    /**
     * A second factor that is offered.
     *
     * @param secret to be typed into an app, and given back with its first code
     * @param uri the same for a QR code
     */
    public record FactorOffer(String secret, String uri) {
        /** Masks the secret. */
        @Override
        public String toString() {
            return "FactorOffer[***]";
        }
    }

    /**
     * Changes the password, which ends the person's other sessions.
     *
     * @param present the password that is replaced
     * @return what became of the check of the present one; {@link SignInOutcome.SignInOpened} where
     *     the new one is set
     * @throws ApiException error 400 with every rule that the new one breaks
     */
    public SignInOutcome changePassword(
            String cookie, String present, String fresh, SignInOrigin origin) {
        SignedInPerson<P> signedIn = existing(cookie);
        people.mustBeGood(fresh, signedIn.person());
        if (fresh.equals(present)) {
            throw ApiException.badRequest("password", "must differ from the one before");
        }
        SignInOutcome checked = signIn.confirm(cookie, present, origin);
        if (!(checked instanceof SignInOutcome.SignInOpened)) {
            return checked;
        }
        String hash = passwords.hash(fresh);
        as(
                signedIn,
                origin,
                change -> {
                    people.setPassword(change, signedIn.person(), hash);
                    sessions.endAll(
                            change.tx(), signedIn.person().number(), signedIn.session().id());
                    return true;
                });
        people.passwordChanged();
        return new SignInOutcome.SignInOpened(cookie, false);
    }

    /**
     * Returns the person who has the session.
     *
     * @throws ApiException error 401 where it has ended, 403 where another has entered as the
     *     person
     */
    public SignedInPerson<P> existing(String cookie) {
        SignedInPerson<P> signedIn =
                sessions.signedIn(cookie)
                        .orElseThrow(() ->
                                new ApiException(
                                        ErrorCode.UNAUTHENTICATED,
                                        "this session has ended, sign in again"));
        if (people.isEntered(signedIn.session())) {
            throw ApiException.forbidden(
                    "you have entered as this person: password, second factor and sessions are"
                            + " theirs alone");
        }
        return signedIn;
    }

    /** As {@link #existing}, with a password that need not be changed. */
    public SignedInPerson<P> free(String cookie) {
        SignedInPerson<P> signedIn = existing(cookie);
        if (signedIn.mustChangePassword()) {
            throw ApiException.forbidden("you must change your password before anything else");
        }
        return signedIn;
    }

    /** As {@link #free}, with the password given within the last minutes. */
    public SignedInPerson<P> confirmed(String cookie) {
        SignedInPerson<P> signedIn = free(cookie);
        if (!signedIn.confirmed()) {
            throw ApiException.forbidden(
                    "sign in again: this needs your password, given within the last minutes");
        }
        return signedIn;
    }

    /** In a transaction that ends where the session or its person has ended meanwhile. */
    public <T> T as(SignedInPerson<P> signedIn, SignInOrigin origin, Function<Change, T> work) {
        return writes.as(
                origin.actor(tables.actor(signedIn.person())),
                change -> {
                    boolean open =
                            sessions.find(change.tx(), signedIn.session().id()).isPresent()
                                    && people.find(change.tx(), signedIn.person().number())
                                            .filter(Person::active)
                                            .isPresent();
                    if (!open) {
                        throw new ApiException(
                                ErrorCode.UNAUTHENTICATED, "this session has ended, sign in again");
                    }
                    return work.apply(change);
                });
    }

    /** A new second factor; nothing is stored before {@link #addFactor}. */
    public FactorOffer offerFactor(String cookie) {
        return offer(confirmed(cookie), Totp.secret());
    }

    private FactorOffer offer(SignedInPerson<P> signedIn, String secret) {
        return new FactorOffer(
                secret, Totp.uri(secret, people.platform(), signedIn.person().signInName()));
    }

    /** The offer again that has this secret; a new one where it is no secret. */
    public FactorOffer offered(String cookie, String secret) {
        return SECRET.matcher(secret).matches()
                ? offer(confirmed(cookie), secret)
                : offerFactor(cookie);
    }

    /**
     * Adds the second factor, or replaces it; ends the person's other sessions, which began without
     * it.
     *
     * @param secret as {@link #offerFactor} gave it
     * @param code the app's present code: it has the secret, and its clock is right
     * @return the recovery codes, shown this once; empty where the code is wrong
     */
    public Optional<List<RecoveryCode>> addFactor(
            String cookie, String secret, String code, SignInOrigin origin) {
        SignedInPerson<P> signedIn = confirmed(cookie);
        OptionalLong step =
                SECRET.matcher(secret).matches()
                        ? Totp.step(secret, code, 0, clock.instant())
                        : OptionalLong.empty();
        if (step.isEmpty()) {
            return Optional.empty();
        }
        List<RecoveryCode> codes = RecoveryCode.set();
        as(
                signedIn,
                origin,
                change -> {
                    Tx tx = change.tx();
                    secrets.setTotp(
                            tx, signedIn.person().number(), secret, step.getAsLong(), change.now());
                    secrets.setCodes(tx, signedIn.person().number(), codes);
                    sessions.endAll(tx, signedIn.person().number(), signedIn.session().id());
                    factorChanged(change, signedIn, true);
                    return true;
                });
        return Optional.of(codes);
    }

    private void factorChanged(Change change, SignedInPerson<P> signedIn, boolean has) {
        change.recordDifference(
                tables.action("factor"),
                tables.subject(signedIn.person()),
                "{\"second_factor\":" + signedIn.person().hasSecondFactor() + "}",
                "{\"second_factor\":" + has + "}");
    }

    /** Takes the second factor away, with its recovery codes. */
    public void removeFactor(String cookie, SignInOrigin origin) {
        SignedInPerson<P> signedIn = confirmed(cookie);
        as(
                signedIn,
                origin,
                change -> {
                    secrets.removeFactors(change.tx(), signedIn.person().number());
                    sessions.changed(change.tx());
                    factorChanged(change, signedIn, false);
                    return true;
                });
    }

    /** New recovery codes, shown this once; those before are void. */
    public List<RecoveryCode> renewCodes(String cookie, SignInOrigin origin) {
        SignedInPerson<P> signedIn = confirmed(cookie);
        if (!signedIn.person().hasSecondFactor()) {
            throw ApiException.conflict("there is no second factor that they would stand in for");
        }
        List<RecoveryCode> codes = RecoveryCode.set();
        return as(
                signedIn,
                origin,
                change -> {
                    secrets.setCodes(change.tx(), signedIn.person().number(), codes);
                    change.recordDifference(
                            tables.action("recovery_codes"),
                            tables.subject(signedIn.person()),
                            "{\"recovery_codes\":\"***\"}",
                            "{\"recovery_codes\":\"***\"}");
                    return codes;
                });
    }

    /** Recovery codes that are left. */
    public long countCodes(String cookie) {
        SignedInPerson<P> signedIn = existing(cookie);
        return database.read(tx -> secrets.countCodes(tx, signedIn.person().number()));
    }

    /** The person's open sessions, oldest first. */
    public List<SignInSession> sessions(String cookie) {
        SignedInPerson<P> signedIn = existing(cookie);
        return database.read(tx ->
                sessions.list(tx, Optional.of(signedIn.person().number()), new Page(1, 100))
                        .rows());
    }

    /** Ends another session of the person; false where it has ended. */
    public boolean endSession(String cookie, long session, SignInOrigin origin) {
        SignedInPerson<P> signedIn = existing(cookie);
        return as(
                signedIn,
                origin,
                change -> {
                    Optional<SignInSession> other =
                            sessions.find(change.tx(), session)
                                    .filter(found -> found.person() == signedIn.person().number());
                    other.ifPresent(found -> {
                        sessions.end(change.tx(), found.id());
                        change.recordDeletion(
                                tables.action("sessions.end"),
                                tables.subject(signedIn.person()),
                                out ->
                                        out.number("session", found.id())
                                                .text("address", found.address()));
                    });
                    return other.isPresent();
                });
    }
}
