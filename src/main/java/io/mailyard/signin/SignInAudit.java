package io.mailyard.signin;

import io.mailyard.signin.PersonSignInLimits.PersonSignInAttempt;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import io.mailyard.writes.Writes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Audits refused sign-ins. A login that does not exist is not written down: people type passwords
 * there. A flood does not fill the audit: those that were not even checked, and those beyond {@link
 * #MOST}, are audited at the first, second, fourth, eighth ... of their kind, with their number.
 */
final class SignInAudit {
    /** Of ten minutes; far more than people mistype. */
    private static final int MOST = 1_000;

    /** More than are locked out at a time; beyond that all count together. */
    private static final int MOST_KEYS = 1_000;

    private final PersonTables tables;
    private final Writes writes;
    private final InstantSource clock;
    private final Map<PersonSignInAttempt, Integer> locked = new HashMap<>();
    private Instant since = Instant.MIN;
    private int refused;

    SignInAudit(PersonTables tables, Writes writes, InstantSource clock) {
        this.tables = tables;
        this.writes = writes;
        this.clock = clock;
    }

    /**
     * Turns what another server says of a password into an outcome, and audits a refusal.
     *
     * @param here what this server found wrong
     */
    SignInOutcome said(
            PasswordElsewhere.ElsewhereVerdict verdict,
            SignInFault here,
            Optional<? extends Person> person,
            SignInOrigin origin,
            Function<PasswordElsewhere.Right, SignInOutcome> right) {
        return switch (verdict) {
            case PasswordElsewhere.Right is -> right.apply(is);
            case PasswordElsewhere.PasswordWrong(SignInFault fault) -> {
                recordRefusal(fault, person, origin);
                yield fault == SignInFault.WRONG_PASSWORD || fault == SignInFault.UNKNOWN_LOGIN
                        ? new SignInOutcome.SignInWrong()
                        : new SignInOutcome.NotAdmitted();
            }
            case PasswordElsewhere.Away(boolean tried) -> {
                recordRefusal(tried ? here : SignInFault.PROVIDER, person, origin);
                yield new SignInOutcome.ProviderAway();
            }
        };
    }

    /** Somebody has signed in; {@code by} what. */
    void recordSignIn(
            Change change, Person person, SignInSession session, String by, boolean isNew) {
        change.recordCreation(
                tables.action("sign_in"),
                tables.subject(person),
                out ->
                        out.text("login", person.signInName())
                                .number("session", session.id())
                                .text("by", by)
                                .flag("new_place", isNew));
    }

    /** A password or code was wrong, or the person is switched off. */
    void recordRefusal(SignInFault fault, Optional<? extends Person> person, SignInOrigin origin) {
        int number = next();
        if (number <= MOST) {
            record(fault.word(), 1, person, origin);
        } else if (isPowerOfTwo(number - MOST)) {
            record(fault.word(), number - MOST, person, origin);
        }
    }

    /** It was not checked, for too many were wrong. */
    void recordLock(
            PersonSignInAttempt attempt, Optional<? extends Person> person, SignInOrigin origin) {
        int number = next(attempt);
        if (isPowerOfTwo(number)) {
            record("locked", number, person, origin);
        }
    }

    private synchronized int next() {
        renew();
        return ++refused;
    }

    private synchronized int next(PersonSignInAttempt attempt) {
        renew();
        PersonSignInAttempt key =
                locked.size() < MOST_KEYS || locked.containsKey(attempt)
                        ? attempt
                        : new PersonSignInAttempt("", "", false);
        return locked.merge(key, 1, Integer::sum);
    }

    private void renew() {
        Instant now = clock.instant();
        if (now.isAfter(since.plus(PersonSignInLimits.WINDOW))) {
            since = now;
            refused = 0;
            locked.clear();
        }
    }

    private static boolean isPowerOfTwo(int number) {
        return Integer.bitCount(number) == 1;
    }

    private void record(
            String reason, int number, Optional<? extends Person> person, SignInOrigin origin) {
        Subject subject = person.map(tables::subject).orElseGet(() -> Subject.of(tables.kind(), 0));
        writes.as(
                origin.actor("system:sign-in"),
                change -> {
                    change.recordCreation(
                            tables.action("sign_in_refused"),
                            subject,
                            out ->
                                    out.text("login", person.map(Person::signInName).orElse(null))
                                            .text("reason", reason)
                                            .number("attempts", number));
                    return true;
                });
    }
}
