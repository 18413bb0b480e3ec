package io.mailyard.administrators;

import io.mailyard.access.AdministratorId;
import io.mailyard.administrators.AdministratorSignInLimits.Attempt;
import io.mailyard.writes.Writes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

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

    private final Writes writes;
    private final InstantSource clock;
    private final Map<Attempt, Integer> locked = new HashMap<>();
    private Instant since = Instant.MIN;
    private int refused;

    SignInAudit(Writes writes, InstantSource clock) {
        this.writes = writes;
        this.clock = clock;
    }

    /** A password or code was wrong, or the person is switched off. */
    void refused(SignInFault fault, Optional<Administrator> person, SignInOrigin origin) {
        int number = next();
        if (number <= MOST) {
            record(fault.word(), 1, person, origin);
        } else if (isPowerOfTwo(number - MOST)) {
            record(fault.word(), number - MOST, person, origin);
        }
    }

    /** It was not checked, for too many were wrong. */
    void locked(Attempt attempt, Optional<Administrator> person, SignInOrigin origin) {
        int number = next(attempt);
        if (isPowerOfTwo(number)) {
            record("locked", number, person, origin);
        }
    }

    private synchronized int next() {
        renew();
        return ++refused;
    }

    private synchronized int next(Attempt attempt) {
        renew();
        Attempt key =
                locked.size() < MOST_KEYS || locked.containsKey(attempt)
                        ? attempt
                        : new Attempt("", "", false);
        return locked.merge(key, 1, Integer::sum);
    }

    private void renew() {
        Instant now = clock.instant();
        if (now.isAfter(since.plus(AdministratorSignInLimits.WINDOW))) {
            since = now;
            refused = 0;
            locked.clear();
        }
    }

    private static boolean isPowerOfTwo(int number) {
        return Integer.bitCount(number) == 1;
    }

    private void record(
            String reason, int number, Optional<Administrator> person, SignInOrigin origin) {
        AdministratorId id = person.map(Administrator::id).orElse(new AdministratorId(0));
        writes.as(
                origin.actor("system:sign-in"),
                change -> {
                    change.created(
                            "administrators.sign_in_refused",
                            Administrators.subject(id),
                            out ->
                                    out.text("login", person.map(Administrator::login).orElse(null))
                                            .text("reason", reason)
                                            .number("attempts", number));
                    return true;
                });
    }
}
