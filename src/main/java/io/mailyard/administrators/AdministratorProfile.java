package io.mailyard.administrators;

import io.mailyard.access.Passwords;
import io.mailyard.access.RecoveryCode;
import io.mailyard.access.Totp;
import io.mailyard.api.Params;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.base.Page;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldValues;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Calls by which a signed-in administrator manages the own account. */
public final class AdministratorProfile {
    private static final String ISSUER = "Mailyard";
    private static final Pattern SECRET = Pattern.compile("[A-Z2-7]{32}");

    private final Database database;
    private final Writes writes;
    private final Passwords passwords;
    private final AdministratorStore store;
    private final AdministratorSessions sessions;
    private final AdministratorSignIn signIn;
    private final Runnable passwordsChanged;
    private final InstantSource clock;

    AdministratorProfile(
            Database database,
            Writes writes,
            Passwords passwords,
            AdministratorStore store,
            AdministratorSessions sessions,
            AdministratorSignIn signIn,
            Runnable passwordsChanged,
            InstantSource clock) {
        this.database = database;
        this.writes = writes;
        this.passwords = passwords;
        this.store = store;
        this.sessions = sessions;
        this.signIn = signIn;
        this.passwordsChanged = passwordsChanged;
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
     * @return what became of the check of the present one; {@link SignInOutcome.Opened} where the
     *     new one is set
     * @throws ApiException error 400 with every rule that the new one breaks
     */
    public SignInOutcome changePassword(
            String cookie, String present, String fresh, SignInOrigin origin) {
        SignedInAdministrator signedIn = existing(cookie);
        Administrators.mustBeGood(fresh, signedIn.person());
        if (fresh.equals(present)) {
            throw ApiException.badRequest("password", "must differ from the one before");
        }
        SignInOutcome checked = signIn.confirm(cookie, present, origin);
        if (!(checked instanceof SignInOutcome.Opened)) {
            return checked;
        }
        String hash = passwords.hash(fresh);
        as(
                signedIn,
                origin,
                change -> {
                    store.setPassword(
                            change.tx(), signedIn.person().id(), hash, "", false, change.now());
                    sessions.endAll(change.tx(), signedIn.person().id(), signedIn.session().id());
                    change.recorded(
                            "administrators.password",
                            Administrators.subject(signedIn.person().id()),
                            "{\"password\":\"***\"}",
                            "{\"password\":\"***\"}");
                    return true;
                });
        passwordsChanged.run();
        return new SignInOutcome.Opened(cookie, false);
    }

    private SignedInAdministrator existing(String cookie) {
        return sessions.signedIn(cookie)
                .orElseThrow(() ->
                        new ApiException(
                                ErrorCode.UNAUTHENTICATED,
                                "this session has ended, sign in again"));
    }

    /**
     * As {@link #existing}, with the password given within the last minutes and not to be changed.
     */
    private SignedInAdministrator confirmed(String cookie) {
        SignedInAdministrator signedIn = existing(cookie);
        if (signedIn.mustChangePassword()) {
            throw ApiException.forbidden("you must change your password before anything else");
        }
        if (!signedIn.confirmed()) {
            throw ApiException.forbidden(
                    "sign in again: this needs your password, given within the last minutes");
        }
        return signedIn;
    }

    /** In a transaction that ends where the session or its person has ended meanwhile. */
    private <T> T as(
            SignedInAdministrator signedIn, SignInOrigin origin, Function<Change, T> work) {
        return writes.as(
                origin.actor(signedIn.actor()),
                change -> {
                    boolean open =
                            sessions.find(change.tx(), signedIn.session().id()).isPresent()
                                    && store.find(change.tx(), signedIn.person().id())
                                            .filter(Administrator::active)
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

    private static FactorOffer offer(SignedInAdministrator signedIn, String secret) {
        return new FactorOffer(secret, Totp.uri(secret, ISSUER, signedIn.person().login()));
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
        SignedInAdministrator signedIn = confirmed(cookie);
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
                    store.setTotp(
                            tx, signedIn.person().id(), secret, step.getAsLong(), change.now());
                    store.setCodes(tx, signedIn.person().id(), codes);
                    sessions.endAll(tx, signedIn.person().id(), signedIn.session().id());
                    factorChanged(change, signedIn, true);
                    return true;
                });
        return Optional.of(codes);
    }

    private static void factorChanged(Change change, SignedInAdministrator signedIn, boolean has) {
        change.recorded(
                "administrators.factor",
                Administrators.subject(signedIn.person().id()),
                "{\"second_factor\":" + signedIn.person().hasSecondFactor() + "}",
                "{\"second_factor\":" + has + "}");
    }

    /** Takes the second factor away, with its recovery codes. */
    public void removeFactor(String cookie, SignInOrigin origin) {
        SignedInAdministrator signedIn = confirmed(cookie);
        as(
                signedIn,
                origin,
                change -> {
                    store.removeFactors(change.tx(), signedIn.person().id());
                    sessions.changed(change.tx());
                    factorChanged(change, signedIn, false);
                    return true;
                });
    }

    /** New recovery codes, shown this once; those before are void. */
    public List<RecoveryCode> renewCodes(String cookie, SignInOrigin origin) {
        SignedInAdministrator signedIn = confirmed(cookie);
        if (!signedIn.person().hasSecondFactor()) {
            throw ApiException.conflict("there is no second factor that they would stand in for");
        }
        List<RecoveryCode> codes = RecoveryCode.set();
        return as(
                signedIn,
                origin,
                change -> {
                    store.setCodes(change.tx(), signedIn.person().id(), codes);
                    change.recorded(
                            "administrators.recovery_codes",
                            Administrators.subject(signedIn.person().id()),
                            "{\"recovery_codes\":\"***\"}",
                            "{\"recovery_codes\":\"***\"}");
                    return codes;
                });
    }

    /** Recovery codes that are left. */
    public long countCodes(String cookie) {
        SignedInAdministrator signedIn = existing(cookie);
        return database.read(tx -> store.countCodes(tx, signedIn.person().id()));
    }

    /** Changes name, address for mail, language and time zone; what is absent stays. */
    public void save(String cookie, Params params, SignInOrigin origin) {
        SignedInAdministrator signedIn = existing(cookie);
        FieldValues given = FieldValues.given(Administrator.OWN, params);
        if (given.find(Administrator.EMAIL)
                .filter(email -> !email.equals(signedIn.person().email()))
                .isPresent()) {
            confirmed(cookie); // notices of sign-ins go there
        }
        as(
                signedIn,
                origin,
                change -> {
                    Administrator before =
                            store.find(change.tx(), signedIn.person().id()).orElseThrow();
                    Administrator after =
                            new Administrator(
                                    before.values()
                                            .under(given)
                                            .with(Administrator.UPDATED_AT, change.now()));
                    if (change.changed(
                            "administrators.save",
                            Administrators.subject(after.id()),
                            out -> Administrators.audited(out, before),
                            out -> Administrators.audited(out, after))) {
                        store.update(change.tx(), after);
                        sessions.changed(change.tx());
                    }
                    return true;
                });
    }

    /** The person's open sessions, oldest first. */
    public List<AdministratorSession> sessions(String cookie) {
        SignedInAdministrator signedIn = existing(cookie);
        return database.read(tx ->
                sessions.list(tx, Optional.of(signedIn.person().id()), new Page(1, 100)).rows());
    }

    /** Ends another session of the person; false where it has ended. */
    public boolean endSession(String cookie, long session, SignInOrigin origin) {
        SignedInAdministrator signedIn = existing(cookie);
        return as(
                signedIn,
                origin,
                change -> {
                    Optional<AdministratorSession> other =
                            sessions.find(change.tx(), session)
                                    .filter(found ->
                                            found.administrator().equals(signedIn.person().id()));
                    other.ifPresent(found -> {
                        sessions.end(change.tx(), found.id());
                        change.deleted(
                                "administrators.sessions.end",
                                Administrators.subject(signedIn.person().id()),
                                out ->
                                        out.number("session", found.id())
                                                .text("address", found.address()));
                    });
                    return other.isPresent();
                });
    }
}
