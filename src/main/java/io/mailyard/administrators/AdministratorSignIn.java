package io.mailyard.administrators;

import io.mailyard.access.AdministratorId;
import io.mailyard.access.Passwords;
import io.mailyard.access.RecoveryCode;
import io.mailyard.access.TokenSecret;
import io.mailyard.access.Totp;
import io.mailyard.administrators.AdministratorSignInLimits.Attempt;
import io.mailyard.administrators.SignInNetworks.Network;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.base.Retryable;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.notices.Notice;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs administrators in: login and password, then a code of the second factor or a recovery code
 * where the person has one. Refuses unknown logins, wrong passwords and people who are switched off
 * by the same answer, after the same work.
 */
public final class AdministratorSignIn {
    private static final Logger LOG = LoggerFactory.getLogger(AdministratorSignIn.class);

    /** Maximum wait for the code. */
    static final Duration PENDING = Duration.ofMinutes(5);

    /** Wrong codes for one password: guessing on needs the password again, which is limited. */
    private static final int MOST_WRONG_CODES = 5;

    /** Longer than any password: more is not hashed. */
    private static final int MAX_PASSWORD_CHARS = 1024;

    private final Database database;
    private final Writes writes;
    private final Passwords passwords;
    private final AdministratorStore store;
    private final AdministratorSessions sessions;
    private final SignInNotices notices;
    private final InstantSource clock;
    private final SignInNetworks networks = new SignInNetworks();
    private final AdministratorSignInLimits limits;
    private final SignInAudit audit;
    private volatile String anyHash = "";

    AdministratorSignIn(
            Database database,
            Writes writes,
            Passwords passwords,
            AdministratorStore store,
            AdministratorSessions sessions,
            SignInNotices notices,
            InstantSource clock) {
        this.database = database;
        this.writes = writes;
        this.passwords = passwords;
        this.store = store;
        this.sessions = sessions;
        this.notices = notices;
        this.clock = clock;
        this.limits = new AdministratorSignInLimits(clock);
        this.audit = new SignInAudit(writes, clock);
    }

    /** A person as found for a sign-in, with what it is checked against. */
    private record FoundPerson(
            Administrator person, AdministratorStore.Secrets secrets, List<Network> networks) {}

    /**
     * Checks login and password. Takes some 50 ms, and waits for its turn behind others that sign
     * in, by mail programs too.
     */
    public SignInOutcome signIn(String login, String password, SignInOrigin origin) {
        return orLater(() -> check(login, password, origin));
    }

    private static SignInOutcome orLater(Supplier<SignInOutcome> work) {
        try {
            return work.get();
        } catch (ApiException refusal) {
            if (refusal.code() != ErrorCode.NOT_READY) {
                throw refusal;
            }
            return new SignInOutcome.TryLater();
        } catch (RuntimeException failed) {
            String reason = Retryable.detail(failed).orElseThrow(() -> failed);
            LOG.warn("a sign-in could not be checked: {}", reason);
            return new SignInOutcome.TryLater();
        }
    }

    private SignInOutcome check(String login, String password, SignInOrigin origin) {
        Network network = Network.of(origin.address());
        Optional<FoundPerson> found = database.read(tx -> find(tx, login));
        Attempt attempt = attempt(login, found, network);
        Optional<Administrator> person = found.map(FoundPerson::person);
        return limited(
                attempt,
                AdministratorSignInLimits.PASSWORD,
                person,
                origin,
                requester -> {
                    Optional<SignInFault> fault = fault(found, password, requester);
                    if (fault.isPresent()) {
                        audit.refused(fault.get(), person, origin);
                        return new SignInOutcome.Wrong();
                    }
                    return opened(found.orElseThrow(), network, attempt, origin);
                });
    }

    private SignInOutcome limited(
            Attempt attempt,
            int weight,
            Optional<Administrator> person,
            SignInOrigin origin,
            Function<Passwords.Requester, SignInOutcome> check) {
        SignInOutcome outcome = limits.checked(attempt, weight, check);
        if (outcome instanceof SignInOutcome.Locked) {
            audit.locked(attempt, person, origin);
        }
        return outcome;
    }

    private Optional<FoundPerson> find(Tx tx, String login) {
        Optional<Administrator> person = store.find(tx, login);
        AdministratorId id = person.map(Administrator::id).orElse(new AdministratorId(0));
        List<Network> known = networks.of(tx, id, clock.instant().minus(SignInNetworks.REMEMBERED));
        return person.map(there -> new FoundPerson(there, store.secrets(tx, id), known));
    }

    private static Attempt attempt(String login, Optional<FoundPerson> found, Network network) {
        String key =
                found.map(there -> there.person().login())
                        .orElse(login.substring(0, Math.min(login.length(), 128)));
        boolean known =
                found.stream()
                        .flatMap(there -> there.networks().stream())
                        .anyMatch(seen -> seen.network().equals(network.network()));
        return new Attempt(Administrator.key(key), network.network(), known);
    }

    /** The fault, if any; unknown logins take as long as known ones. */
    private Optional<SignInFault> fault(
            Optional<FoundPerson> found, String password, Passwords.Requester requester) {
        String given = password.length() > MAX_PASSWORD_CHARS ? "" : password;
        String hash = found.map(there -> there.secrets().passwordHash()).orElse("");
        boolean right =
                passwords.matches(given, hash.isEmpty() ? anyHash() : hash, requester)
                        && !hash.isEmpty();
        if (found.isEmpty()) {
            return Optional.of(SignInFault.UNKNOWN_LOGIN);
        }
        if (!right) {
            return Optional.of(SignInFault.WRONG_PASSWORD);
        }
        return found.get().person().active()
                ? Optional.empty()
                : Optional.of(SignInFault.SWITCHED_OFF);
    }

    /** A hash that no password has, to be tried where there is none. */
    private String anyHash() {
        String hash = anyHash;
        if (hash.isEmpty()) {
            hash = passwords.hash(TokenSecret.randomText());
            anyHash = hash;
        }
        return hash;
    }

    private SignInOutcome opened(
            FoundPerson found, Network network, Attempt attempt, SignInOrigin origin) {
        TokenSecret secret = TokenSecret.session();
        if (found.secrets().totp().isPresent()) {
            Instant now = clock.instant();
            database.write(tx -> {
                sessions.openPending(tx, found.person().id(), secret, session(origin), now);
                return true;
            });
            return new SignInOutcome.CodeNeeded(secret.text());
        }
        boolean changed = !signedIn(found, secret, network, origin, "password", (_, _) -> true);
        if (changed) {
            return new SignInOutcome.Wrong();
        }
        limits.right(attempt);
        return new SignInOutcome.Opened(secret.text(), found.person().mustChangePassword());
    }

    /** A second factor that is used up with the sign-in. */
    private interface UsedFactor {
        boolean use(Tx tx, AdministratorId id);
    }

    /** Opens the session, unless the person was changed meanwhile: false. */
    private boolean signedIn(
            FoundPerson found,
            TokenSecret secret,
            Network network,
            SignInOrigin origin,
            String by,
            UsedFactor factor) {
        Administrator person = found.person();
        boolean isNew =
                found.networks().stream().noneMatch(seen -> seen.region().equals(network.region()));
        Optional<Notice> notice =
                isNew ? notices.compose(person, origin, clock.instant()) : Optional.empty();
        return writes.as(
                origin.actor("administrator:" + person.login()),
                change -> {
                    Tx tx = change.tx();
                    boolean same =
                            store.find(tx, person.id())
                                    .filter(Administrator::active)
                                    .filter(_ ->
                                            store.secrets(tx, person.id()).isAs(found.secrets()))
                                    .isPresent();
                    if (!same || !factor.use(tx, person.id())) {
                        return false;
                    }
                    AdministratorSession session =
                            sessions.open(tx, person.id(), secret, session(origin), change.now());
                    store.signedIn(tx, person.id(), change.now(), origin.address());
                    networks.seen(tx, person.id(), network, change.now());
                    recorded(change, person, session, by, isNew);
                    notice.ifPresent(mail -> notices.queue(tx, mail));
                    return true;
                });
    }

    private static void recorded(
            Change change,
            Administrator person,
            AdministratorSession session,
            String by,
            boolean isNew) {
        change.created(
                "administrators.sign_in",
                Administrators.subject(person.id()),
                out ->
                        out.text("login", person.login())
                                .number("session", session.id())
                                .text("by", by)
                                .flag("new_place", isNew));
    }

    private static AdministratorSessions.SessionOrigin session(SignInOrigin origin) {
        return new AdministratorSessions.SessionOrigin(origin.address(), origin.userAgent());
    }

    /**
     * Checks the code of an authenticator app, or a recovery code, after the password.
     *
     * @param pending as {@link SignInOutcome.CodeNeeded} has it
     */
    public SignInOutcome enterCode(String pending, String code, SignInOrigin origin) {
        return orLater(() -> checkCode(pending, code, origin));
    }

    private SignInOutcome checkCode(String pending, String code, SignInOrigin origin) {
        Network network = Network.of(origin.address());
        Optional<AdministratorSession> waiting = waiting(pending);
        if (waiting.isEmpty()) {
            return new SignInOutcome.Expired();
        }
        Optional<FoundPerson> found =
                database.read(tx ->
                        store.find(tx, waiting.get().administrator())
                                .filter(Administrator::active)
                                .flatMap(person -> find(tx, person.login())));
        if (found.flatMap(there -> there.secrets().totp()).isEmpty()) {
            return new SignInOutcome.Expired();
        }
        Attempt attempt = attempt(found.get().person().login(), found, network);
        return limited(
                attempt,
                AdministratorSignInLimits.CODE,
                found.map(FoundPerson::person),
                origin,
                _ -> entered(waiting.get(), found.get(), code, network, attempt, origin));
    }

    private SignInOutcome entered(
            AdministratorSession waiting,
            FoundPerson found,
            String code,
            Network network,
            Attempt attempt,
            SignInOrigin origin) {
        TokenSecret secret = TokenSecret.session();
        AdministratorStore.Secrets secrets = found.secrets();
        OptionalLong step =
                Totp.step(secrets.totp().orElseThrow(), code, secrets.totpStep(), clock.instant());
        UsedFactor factor =
                (tx, id) ->
                        sessions.tryCode(tx, waiting.id(), MOST_WRONG_CODES)
                                && (step.isPresent()
                                        ? store.useStep(tx, id, step.getAsLong())
                                        : store.useCode(tx, id, RecoveryCode.typed(code)))
                                && sessions.take(tx, waiting.id());
        String by = step.isPresent() ? "password and code" : "password and recovery code";
        if (signedIn(found, secret, network, origin, by, factor)) {
            limits.right(attempt);
            return new SignInOutcome.Opened(secret.text(), found.person().mustChangePassword());
        }
        audit.refused(SignInFault.WRONG_CODE, Optional.of(found.person()), origin);
        return waiting.wrongCodes() + 1 >= MOST_WRONG_CODES
                ? new SignInOutcome.Expired()
                : new SignInOutcome.Wrong();
    }

    private Optional<AdministratorSession> waiting(String pending) {
        if (!TokenSecret.isOfSession(pending)) {
            return Optional.empty();
        }
        return database.<Optional<AdministratorSession>>read(
                        tx -> sessions.find(tx, TokenSecret.hashOf(pending)))
                .filter(AdministratorSession::pending)
                .filter(session -> clock.instant().isBefore(session.endsAt()))
                .filter(session -> session.wrongCodes() < MOST_WRONG_CODES);
    }

    /**
     * Takes the password again, which deletes and new secrets need: {@link SignInOutcome.Opened}
     * with the same cookie, or a refusal.
     */
    public SignInOutcome confirm(String cookie, String password, SignInOrigin origin) {
        return orLater(() -> checkAgain(cookie, password, origin));
    }

    private SignInOutcome checkAgain(String cookie, String password, SignInOrigin origin) {
        Optional<SignedInAdministrator> signedIn = sessions.signedIn(cookie);
        if (signedIn.isEmpty()) {
            return new SignInOutcome.Expired();
        }
        Administrator person = signedIn.get().person();
        Optional<FoundPerson> found = database.read(tx -> find(tx, person.login()));
        Attempt attempt = attempt(person.login(), found, Network.of(origin.address()));
        return limited(
                attempt,
                AdministratorSignInLimits.PASSWORD,
                Optional.of(person),
                origin,
                requester -> {
                    Optional<SignInFault> fault = fault(found, password, requester);
                    if (fault.isPresent()) {
                        audit.refused(fault.get(), Optional.of(person), origin);
                        return new SignInOutcome.Wrong();
                    }
                    return confirmed(cookie, signedIn.get(), origin);
                });
    }

    private SignInOutcome confirmed(
            String cookie, SignedInAdministrator signedIn, SignInOrigin origin) {
        Administrator person = signedIn.person();
        long session = signedIn.session().id();
        writes.as(
                origin.actor(signedIn.actor()),
                change -> {
                    sessions.confirmed(change.tx(), session, change.now());
                    change.created(
                            "administrators.confirm",
                            Administrators.subject(person.id()),
                            out -> out.number("session", session));
                    return true;
                });
        return new SignInOutcome.Opened(cookie, person.mustChangePassword());
    }

    /** Ends the session of a cookie. */
    public void signOut(String cookie, SignInOrigin origin) {
        sessions.signedIn(cookie)
                .ifPresent(signedIn ->
                        writes.as(
                                origin.actor(signedIn.actor()),
                                change -> {
                                    sessions.end(change.tx(), signedIn.session().id());
                                    change.created(
                                            "administrators.sign_out",
                                            Administrators.subject(signedIn.person().id()),
                                            out -> out.number("session", signedIn.session().id()));
                                    return true;
                                }));
    }
}
