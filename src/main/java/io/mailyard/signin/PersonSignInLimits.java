package io.mailyard.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.access.ClientNetwork;
import io.mailyard.access.Passwords;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Limits how many wrong passwords and codes are checked: by login and network, by network, and by
 * login. On a network where a person has signed in before, only attempts from there at that login
 * count: nobody elsewhere, and nobody who guesses other logins, shuts that person out. Logins that
 * do not exist count alike. In the memory of this process.
 */
public final class PersonSignInLimits {
    /** A person mistypes a few times. */
    public static final int MAX_OF_BOTH = 10;

    /** Of all logins from one network: an office may stand behind one address. */
    public static final int MAX_OF_NETWORK = 50;

    /** Of one login from all networks where that person has not signed in before. */
    public static final int MAX_OF_LOGIN = 50;

    /** Weight of a wrong password. */
    static final int PASSWORD = 1;

    /** Weight of a wrong code from somebody who knows the password: codes are short. */
    static final int CODE = 2;

    /** From the first wrong one. */
    public static final Duration WINDOW = Duration.ofMinutes(10);

    /** Some 3 MB each if ever it is full. */
    private static final int MAX_ENTRIES = 10_000;

    private final InstantSource clock;
    private final Cache<PersonSignInAttempt, WrongCount> byBoth = counters();
    private final Cache<String, WrongCount> byNetwork = counters();
    private final Cache<String, WrongCount> byLogin = counters();

    PersonSignInLimits(InstantSource clock) {
        this.clock = clock;
    }

    private static <K> Cache<K, WrongCount> counters() {
        return Caffeine.newBuilder()
                .maximumSize(MAX_ENTRIES)
                .expireAfterWrite(WINDOW.plusMinutes(1))
                .build();
    }

    /**
     * A sign-in that is tried.
     *
     * @param login as it is found, whether or not it exists
     * @param known whether that person has signed in from that network before
     */
    record PersonSignInAttempt(String login, String network, boolean known) {}

    private record WrongCount(int count, Instant since) {}

    /**
     * Checks an attempt unless too many were wrong. It counts before it is checked, so that many at
     * once are not checked more often than one after the other; one that is right is given back.
     * One during which a provider was away counts: another may have found it wrong, and what counts
     * for some logins only would tell which they are.
     */
    SignInOutcome checked(
            PersonSignInAttempt attempt,
            int weight,
            Function<Passwords.Requester, SignInOutcome> check) {
        Passwords.Requester requester = requester(attempt);
        Optional<Duration> wait = take(attempt, weight);
        if (wait.isPresent()) {
            return new SignInOutcome.Locked(wait.get());
        }
        boolean wrong = false;
        try {
            SignInOutcome outcome = check.apply(requester);
            wrong =
                    outcome instanceof SignInOutcome.SignInWrong
                            || outcome instanceof SignInOutcome.ProviderAway
                            || outcome instanceof SignInOutcome.SignInExpired;
            return outcome;
        } finally {
            if (!wrong) {
                add(attempt, -weight);
            }
        }
    }

    private synchronized Optional<Duration> take(PersonSignInAttempt attempt, int weight) {
        Optional<Duration> wait = refusal(attempt);
        if (wait.isEmpty()) {
            add(attempt, weight);
        }
        return wait;
    }

    private Optional<Duration> refusal(PersonSignInAttempt attempt) {
        Stream<Optional<Duration>> waits =
                Stream.of(
                        remaining(byBoth, attempt, MAX_OF_BOTH),
                        attempt.known()
                                ? Optional.empty()
                                : remaining(byNetwork, attempt.network(), MAX_OF_NETWORK),
                        attempt.known()
                                ? Optional.empty()
                                : remaining(byLogin, attempt.login(), MAX_OF_LOGIN));
        return waits.flatMap(Optional::stream).max(Duration::compareTo);
    }

    private <K> Optional<Duration> remaining(Cache<K, WrongCount> counts, K key, int most) {
        return current(counts, key)
                .filter(wrong -> wrong.count() >= most)
                .map(wrong -> Duration.between(clock.instant(), wrong.since().plus(WINDOW)));
    }

    private <K> Optional<WrongCount> current(Cache<K, WrongCount> counts, K key) {
        return Optional.ofNullable(counts.getIfPresent(key))
                .filter(wrong -> clock.instant().isBefore(wrong.since().plus(WINDOW)));
    }

    /** Priority of its check in the queue of password checks. */
    private Passwords.Requester requester(PersonSignInAttempt attempt) {
        return new Passwords.Requester(
                new ClientNetwork(attempt.network()),
                attempt.known(),
                current(byNetwork, attempt.network()).isPresent());
    }

    private void add(PersonSignInAttempt attempt, int weight) {
        add(byBoth, attempt, weight);
        add(byNetwork, attempt.network(), weight);
        if (!attempt.known()) {
            add(byLogin, attempt.login(), weight);
        }
    }

    /** Forgets the person's own slips from there. */
    void right(PersonSignInAttempt attempt) {
        byBoth.invalidate(attempt);
    }

    /**
     * Forgets the person's own slips from there unless a code is still asked for, which could be
     * guessed on and on.
     */
    SignInOutcome ended(PersonSignInAttempt attempt, SignInOutcome outcome) {
        if (outcome instanceof SignInOutcome.SignInOpened) {
            right(attempt);
        }
        return outcome;
    }

    private <K> void add(Cache<K, WrongCount> counts, K key, int weight) {
        counts.asMap()
                .compute(
                        key,
                        (_, _) -> {
                            Optional<WrongCount> before = current(counts, key);
                            int count = before.map(WrongCount::count).orElse(0) + weight;
                            Instant since = before.map(WrongCount::since).orElseGet(clock::instant);
                            return count > 0 ? new WrongCount(count, since) : null;
                        });
    }
}
