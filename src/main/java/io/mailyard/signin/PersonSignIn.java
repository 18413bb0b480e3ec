package io.mailyard.signin;

import io.mailyard.access.Passwords;
import io.mailyard.access.RecoveryCode;
import io.mailyard.access.TokenSecret;
import io.mailyard.access.Totp;
import io.mailyard.db.Database;
import io.mailyard.signin.FoundPeople.FoundPerson;
import io.mailyard.signin.PersonSignInLimits.PersonSignInAttempt;
import io.mailyard.signin.SignInNetworks.Network;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Signs people of one kind in: login and password, then a code of the second factor or a recovery
 * code where the person has one. Refuses unknown logins, wrong passwords and people who are
 * switched off by the same answer, after the same work.
 */
public final class PersonSignIn<P extends Person> {
    /** Maximum wait for the code. */
    static final Duration PENDING = Duration.ofMinutes(5);

    /** Wrong codes for one password: guessing on needs the password again, which is limited. */
    private static final int MOST_WRONG_CODES = 5;

    private final Database database;
    private final Writes writes;
    private final PasswordCheck passwords;
    private final People<P> people;
    private final PersonTables tables;
    private final SignInSecrets secrets;
    private final SignInSessions<P> sessions;
    private final InstantSource clock;
    private final SessionOpening<P> opening;
    private final PersonSignInLimits limits;
    private final SignInAudit audit;
    private final FoundPeople<P> all;
    private volatile PasswordElsewhere<P> elsewhere = (_, _, _, _) -> Optional.empty();

    public PersonSignIn(
            Database database,
            Writes writes,
            Passwords passwords,
            People<P> people,
            SignInSessions<P> sessions,
            SignInNotices notices,
            InstantSource clock) {
        this.database = database;
        this.writes = writes;
        this.passwords = new PasswordCheck(passwords);
        this.people = people;
        this.tables = people.tables();
        this.secrets = new SignInSecrets(tables);
        SignInNetworks networks = new SignInNetworks(tables);
        this.all = new FoundPeople<>(people, secrets, networks, clock);
        this.sessions = sessions;
        this.clock = clock;
        this.limits = new PersonSignInLimits(clock);
        this.audit = new SignInAudit(tables, writes, clock);
        this.opening =
                new SessionOpening<>(
                        database, writes, people, sessions, secrets, networks, notices, audit,
                        clock);
    }

    /** Sets who checks passwords that are not this server's. */
    public void elsewhere(PasswordElsewhere<P> other) {
        this.elsewhere = other;
    }

    /**
     * Checks login and password. Takes some 50 ms, and waits for its turn behind others that sign
     * in, by mail programs too.
     */
    public SignInOutcome signIn(String login, String password, SignInOrigin origin) {
        return BusyAnswer.orLater(() -> check(login, password, origin));
    }

    private SignInOutcome check(String login, String password, SignInOrigin origin) {
        Network network = Network.of(origin.address());
        Optional<FoundPerson<P>> found = database.read(tx -> all.found(tx, people.find(tx, login)));
        PersonSignInAttempt attempt = all.attempt(login, found, network);
        Optional<P> person = found.map(FoundPerson<P>::person);
        return limited(
                attempt,
                PersonSignInLimits.PASSWORD,
                person,
                origin,
                requester -> {
                    Optional<SignInFault> fault = fault(found, password, requester);
                    if (fault.isEmpty()) {
                        return opened(found.orElseThrow(), network, attempt, origin);
                    }
                    Optional<PasswordElsewhere.ElsewhereVerdict> there =
                            elsewhere.check(person, login, password, origin);
                    if (there.isPresent()) {
                        return audit.said(
                                there.get(),
                                fault.get(),
                                person,
                                origin,
                                right ->
                                        limits.ended(
                                                attempt,
                                                enter(right.number(), right.entrance(), origin)));
                    }
                    audit.recordRefusal(fault.get(), person, origin);
                    return refusal(fault.get(), person);
                });
    }

    /** One who knows the password may be told of the switch; nobody else learns of it. */
    private SignInOutcome refusal(SignInFault fault, Optional<P> person) {
        return fault == SignInFault.SWITCHED_OFF
                        && person.filter(Person::isToldOfSwitchOff).isPresent()
                ? new SignInOutcome.SwitchedOff()
                : new SignInOutcome.SignInWrong();
    }

    private SignInOutcome limited(
            PersonSignInAttempt attempt,
            int weight,
            Optional<P> person,
            SignInOrigin origin,
            Function<Passwords.Requester, SignInOutcome> check) {
        SignInOutcome outcome = limits.checked(attempt, weight, check);
        if (outcome instanceof SignInOutcome.Locked) {
            audit.recordLock(attempt, person, origin);
        }
        return outcome;
    }

    /** The fault, if any; unknown logins take as long as known ones. */
    private Optional<SignInFault> fault(
            Optional<FoundPerson<P>> found, String password, Passwords.Requester requester) {
        String hash = found.map(there -> there.secrets().passwordHash()).orElse("");
        boolean right = passwords.isRight(password, hash, requester);
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

    private SignInOutcome opened(
            FoundPerson<P> found,
            Network network,
            PersonSignInAttempt attempt,
            SignInOrigin origin) {
        TokenSecret secret = tables.newSession();
        Entrance entrance = Entrance.of("password", false, _ -> true);
        if (found.secrets().totp().isPresent()) {
            return opening.pending(found, secret, entrance, origin);
        }
        if (!opening.open(found, secret, network, entrance, origin)) {
            return new SignInOutcome.SignInWrong();
        }
        limits.right(attempt);
        return new SignInOutcome.SignInOpened(secret.text(), found.person().mustChangePassword());
    }

    /**
     * Checks the code of an authenticator app, or a recovery code, after the password.
     *
     * @param pending as {@link SignInOutcome.SignInCodeNeeded} has it
     */
    public SignInOutcome enterCode(String pending, String code, SignInOrigin origin) {
        return BusyAnswer.orLater(() -> checkCode(pending, code, origin));
    }

    private SignInOutcome checkCode(String pending, String code, SignInOrigin origin) {
        Network network = Network.of(origin.address());
        Optional<SignInSession> waiting = waiting(pending);
        if (waiting.isEmpty()) {
            return new SignInOutcome.SignInExpired();
        }
        Optional<FoundPerson<P>> found =
                database.read(tx ->
                        all.found(
                                tx,
                                people.find(tx, waiting.get().person()).filter(Person::active)));
        if (found.flatMap(there -> there.secrets().totp()).isEmpty()) {
            return new SignInOutcome.SignInExpired();
        }
        PersonSignInAttempt attempt =
                all.attempt(found.get().person().signInName(), found, network);
        return limited(
                attempt,
                PersonSignInLimits.CODE,
                found.map(FoundPerson<P>::person),
                origin,
                _ -> entered(waiting.get(), found.get(), code, network, attempt, origin));
    }

    private SignInOutcome entered(
            SignInSession waiting,
            FoundPerson<P> found,
            String code,
            Network network,
            PersonSignInAttempt attempt,
            SignInOrigin origin) {
        TokenSecret secret = tables.newSession();
        SignInSecrets.Secrets checked = found.secrets();
        OptionalLong step =
                Totp.step(checked.totp().orElseThrow(), code, checked.totpStep(), clock.instant());
        long id = found.person().number();
        Entrance entrance =
                new Entrance(
                        step.isPresent() ? "password and code" : "password and recovery code",
                        true,
                        people.carried(waiting),
                        tx ->
                                sessions.tryCode(tx, waiting.id(), MOST_WRONG_CODES)
                                        && (step.isPresent()
                                                ? secrets.useStep(tx, id, step.getAsLong())
                                                : secrets.useCode(tx, id, RecoveryCode.typed(code)))
                                        && sessions.take(tx, waiting.id()));
        if (opening.open(found, secret, network, entrance, origin)) {
            limits.right(attempt);
            return new SignInOutcome.SignInOpened(
                    secret.text(), found.person().mustChangePassword());
        }
        audit.recordRefusal(SignInFault.WRONG_CODE, Optional.of(found.person()), origin);
        return waiting.wrongCodes() + 1 >= MOST_WRONG_CODES
                ? new SignInOutcome.SignInExpired()
                : new SignInOutcome.SignInWrong();
    }

    private Optional<SignInSession> waiting(String pending) {
        if (!tables.isSession(pending)) {
            return Optional.empty();
        }
        return database.<Optional<SignInSession>>read(
                        tx -> sessions.find(tx, TokenSecret.hashOf(pending)))
                .filter(SignInSession::pending)
                .filter(session -> !people.isEntered(session))
                .filter(session -> clock.instant().isBefore(session.endsAt()))
                .filter(session -> session.wrongCodes() < MOST_WRONG_CODES);
    }

    /**
     * Takes the password again, which deletes and new secrets need: {@link
     * SignInOutcome.SignInOpened} with the same cookie, or a refusal.
     */
    public SignInOutcome confirm(String cookie, String password, SignInOrigin origin) {
        return BusyAnswer.orLater(() -> checkAgain(cookie, password, origin));
    }

    private SignInOutcome checkAgain(String cookie, String password, SignInOrigin origin) {
        Optional<SignedInPerson<P>> signedIn = sessions.signedIn(cookie);
        if (signedIn.filter(found -> !people.isEntered(found.session())).isEmpty()) {
            return new SignInOutcome.SignInExpired();
        }
        P person = signedIn.get().person();
        Optional<FoundPerson<P>> found =
                database.read(tx -> all.found(tx, people.find(tx, person.number())));
        PersonSignInAttempt attempt =
                all.attempt(person.signInName(), found, Network.of(origin.address()));
        return limited(
                attempt,
                PersonSignInLimits.PASSWORD,
                Optional.of(person),
                origin,
                requester -> {
                    Optional<SignInFault> fault = fault(found, password, requester);
                    if (fault.isEmpty()) {
                        return confirmed(cookie, signedIn.get(), _ -> true, origin);
                    }
                    PasswordElsewhere.ElsewhereVerdict there =
                            elsewhere
                                    .checkAgain(person, password, origin)
                                    .orElse(new PasswordElsewhere.PasswordWrong(fault.get()));
                    return audit.said(
                            there,
                            fault.get(),
                            Optional.of(person),
                            origin,
                            right ->
                                    confirmed(
                                            cookie,
                                            signedIn.get(),
                                            right.entrance().still(),
                                            origin));
                });
    }

    /** Whether a person has signed in lately from the network of a request. */
    public boolean isKnown(long number, SignInOrigin origin) {
        String network = Network.of(origin.address()).network();
        return database
                .<Optional<FoundPerson<P>>>read(tx -> all.found(tx, people.find(tx, number)))
                .stream()
                .flatMap(found -> found.networks().stream())
                .anyMatch(seen -> seen.network().equals(network));
    }

    /** Audits a sign-in by a provider that was refused. */
    public void recordRefusal(SignInFault fault, Optional<P> person, SignInOrigin origin) {
        audit.recordRefusal(fault, person, origin);
    }

    /**
     * Signs a person in whom something other than a password of this server's has checked.
     *
     * @param entrance what has checked the person
     */
    public SignInOutcome enter(long number, Entrance entrance, SignInOrigin origin) {
        return BusyAnswer.orLater(() -> {
            Network network = Network.of(origin.address());
            Optional<FoundPerson<P>> found =
                    database.read(
                            tx -> all.found(tx, people.find(tx, number).filter(Person::active)));
            if (found.isEmpty()) {
                return new SignInOutcome.SignInExpired();
            }
            TokenSecret secret = tables.newSession();
            if (!entrance.whole() && found.get().secrets().totp().isPresent()) {
                return opening.pending(found.get(), secret, entrance, origin);
            }
            return opening.open(found.get(), secret, network, entrance, origin)
                    ? new SignInOutcome.SignInOpened(
                            secret.text(), found.get().person().mustChangePassword())
                    : new SignInOutcome.SignInExpired();
        });
    }

    /**
     * Notes that the person of a session has signed in again.
     *
     * @param still whether what has checked the person still lets them in
     */
    public SignInOutcome confirmed(
            String cookie, SignedInPerson<P> signedIn, Entrance.Still still, SignInOrigin origin) {
        P person = signedIn.person();
        long session = signedIn.session().id();
        boolean noted =
                writes.as(
                        origin.actor(tables.actor(signedIn.person())),
                        change -> {
                            boolean open =
                                    people.find(change.tx(), person.number())
                                                    .filter(Person::active)
                                                    .isPresent()
                                            && still.in(change.tx())
                                            && sessions.confirmed(
                                                    change.tx(), session, change.now());
                            if (!open) {
                                return false;
                            }
                            change.recordCreation(
                                    tables.action("confirm"),
                                    tables.subject(person),
                                    out -> out.number("session", session));
                            return true;
                        });
        return noted
                ? new SignInOutcome.SignInOpened(cookie, person.mustChangePassword())
                : new SignInOutcome.SignInExpired();
    }

    /** Ends the session of a cookie. */
    public void signOut(String cookie, SignInOrigin origin) {
        sessions.signedIn(cookie)
                .ifPresent(signedIn ->
                        writes.as(
                                origin.actor(tables.actor(signedIn.person())),
                                change -> {
                                    sessions.end(change.tx(), signedIn.session().id());
                                    change.recordCreation(
                                            tables.action("sign_out"),
                                            tables.subject(signedIn.person()),
                                            out -> out.number("session", signedIn.session().id()));
                                    return true;
                                }));
    }
}
