package io.mailyard.submission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.access.ClientNetwork;
import io.mailyard.access.Passwords;
import io.mailyard.base.NameRules;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Limits of the wrong passwords that are checked: by user and network, by network, and by user. A
 * user who has signed in from a network within the last day is exempt there from what others do, so
 * that neither a guesser behind the same balancer nor one elsewhere shuts that user out.
 */
final class SubmissionSignInLimits {
    /** Of one user from one network: a program with an old password is stopped soon. */
    private static final int MAX_PER_USER_AND_NETWORK = 20;

    /** Of all users from one network; many clients may stand behind one address. */
    private static final int MAX_PER_NETWORK = 100;

    /** Of one user from all networks. */
    private static final int MAX_PER_USER = 100;

    private static final Duration FORGIVEN = Duration.ofMinutes(10);
    private static final Duration KNOWN = Duration.ofDays(1);

    /** Some 3 MB each if ever it is full; one address fills a hundredth of it. */
    private static final int MAX_ENTRIES = 10_000;

    private static final String NO_MORE = " within ten minutes: try again later";
    private static final SubmissionReply OF_NETWORK =
            SubmissionReply.of(454, "4.7.0 too many refused sign-ins from this address" + NO_MORE);
    private static final SubmissionReply OF_USER =
            SubmissionReply.of(454, "4.7.0 too many refused sign-ins of this user" + NO_MORE);

    private final Cache<SignInAttempt, AtomicInteger> byBoth = counters();
    private final Cache<ClientNetwork, AtomicInteger> byNetwork = counters();
    private final Cache<String, AtomicInteger> byUser = counters();
    private final Cache<SignInAttempt, Boolean> known =
            Caffeine.newBuilder().maximumSize(MAX_ENTRIES).expireAfterWrite(KNOWN).build();

    private static <K> Cache<K, AtomicInteger> counters() {
        return Caffeine.newBuilder().maximumSize(MAX_ENTRIES).expireAfterWrite(FORGIVEN).build();
    }

    /** A user and a network that try to sign in; unknown names of users count alike. */
    record SignInAttempt(String user, ClientNetwork network) {
        static SignInAttempt of(String name, ClientNetwork network) {
            return new SignInAttempt(NameRules.folded(name), network);
        }
    }

    /** Why a password is not checked, if it is not. */
    Optional<SubmissionReply> refusal(SignInAttempt attempt) {
        if (count(byBoth, attempt) >= MAX_PER_USER_AND_NETWORK) {
            return Optional.of(OF_NETWORK);
        }
        if (isKnown(attempt)) {
            return Optional.empty();
        }
        if (count(byNetwork, attempt.network) >= MAX_PER_NETWORK) {
            return Optional.of(OF_NETWORK);
        }
        return count(byUser, attempt.user) >= MAX_PER_USER
                ? Optional.of(OF_USER)
                : Optional.empty();
    }

    private boolean isKnown(SignInAttempt attempt) {
        return known.getIfPresent(attempt) != null;
    }

    /** The priority of a check in the queue. */
    Passwords.Requester requester(SignInAttempt attempt) {
        return new Passwords.Requester(
                attempt.network, isKnown(attempt), count(byNetwork, attempt.network) > 0);
    }

    void recordWrong(SignInAttempt attempt) {
        increment(byBoth, attempt);
        increment(byNetwork, attempt.network);
        increment(byUser, attempt.user);
    }

    void recordRight(SignInAttempt attempt) {
        known.put(attempt, true);
    }

    private static <K> void increment(Cache<K, AtomicInteger> counts, K key) {
        counts.get(key, _ -> new AtomicInteger()).incrementAndGet();
    }

    private static <K> int count(Cache<K, AtomicInteger> counts, K key) {
        AtomicInteger count = counts.getIfPresent(key);
        return count == null ? 0 : count.get();
    }
}
