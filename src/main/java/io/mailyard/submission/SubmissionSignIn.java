package io.mailyard.submission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.access.ClientNetwork;
import io.mailyard.base.AccountId;
import io.mailyard.base.AccountState;
import io.mailyard.base.ApiException;
import io.mailyard.base.Retryable;
import io.mailyard.gate.TokenSignIn.TokenVerdict;
import io.mailyard.submission.SubmissionIdentity.SignedInBy;
import io.mailyard.submission.SubmissionSignInLimits.SignInAttempt;
import io.mailyard.users.Credentials;
import io.mailyard.users.Credentials.Credential;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Authenticates users, and checks whether they may still send (docs/spec/states.md, "SMTP
 * submission sign-in" and "New mail in a session already signed in").
 */
final class SubmissionSignIn {
    private static final Logger LOG = LoggerFactory.getLogger(SubmissionSignIn.class);

    /**
     * Cache lifetime: a check costs 45 ms and 19 MiB, which programs that connect for each message
     * avoid.
     */
    private static final Duration CACHE_LIFETIME = Duration.ofMinutes(10);

    private static final int MAX_CACHED = 10_000;

    /**
     * Maximum name: login and account have at most 128 characters each (docs/spec/admin-api.md).
     */
    private static final int MAX_NAME = 257;

    static final SubmissionReply WRONG_CREDENTIALS =
            SubmissionReply.of(535, "5.7.8 these credentials are not accepted");
    private static final SubmissionReply TRY_LATER =
            SubmissionReply.of(454, "4.7.0 sign-in cannot be checked now: try again later");
    private static final SubmissionReply FROZEN =
            SubmissionReply.of(454, "4.7.0 the account is frozen: try again later");
    private static final String USE_A_TOKEN =
            "passwords are not accepted here: use an API token of the account as the password";
    private static final SubmissionReply TOKENS_ALONE =
            SubmissionReply.of(535, "5.7.8 " + USE_A_TOKEN);
    private static final SubmissionReply TOKENS_ALONE_NOW =
            SubmissionReply.of(550, "5.7.1 " + USE_A_TOKEN);

    private final Credentials credentials;
    private final Duration refusalDelay;
    private final boolean tokensAlone;
    private final SubmissionCounts counts;
    private final byte[] processKey = new byte[32];
    private final Cache<ByteBuffer, Boolean> known =
            Caffeine.newBuilder().maximumSize(MAX_CACHED).expireAfterAccess(CACHE_LIFETIME).build();

    /** Running checks: programs that start at once with the same password share one. */
    private final ConcurrentHashMap<ByteBuffer, CompletableFuture<Boolean>> checking =
            new ConcurrentHashMap<>();

    private final SubmissionSignInLimits limits = new SubmissionSignInLimits();
    private volatile String anyHash = "";

    SubmissionSignIn(Credentials credentials, SubmissionConfig config, SubmissionCounts counts) {
        this.credentials = credentials;
        this.refusalDelay = config.refusalDelay();
        this.tokensAlone = config.tokensAlone();
        this.counts = counts;
        new SecureRandom().nextBytes(processKey);
    }

    /** Result of a sign-in. */
    sealed interface SubmissionSignInResult {
        record SubmissionSignedIn(SubmissionIdentity identity) implements SubmissionSignInResult {}

        record SubmissionRefused(SubmissionReply reply) implements SubmissionSignInResult {}
    }

    /**
     * Checks a name of the form {@code login@account} with the user's password, or with an API
     * token of the account, where the name may be the account's id as well. A refusal takes equally
     * long for any reason.
     */
    SubmissionSignInResult check(String name, String password, InetAddress address) {
        long began = System.nanoTime();
        SubmissionSignInResult result =
                isNoName(name)
                        ? new SubmissionSignInResult.SubmissionRefused(WRONG_CREDENTIALS)
                        : checked(
                                name,
                                password,
                                SignInAttempt.of(name, ClientNetwork.of(address)),
                                address.getHostAddress().replaceFirst("%.*", ""));
        if (result instanceof SubmissionSignInResult.SubmissionRefused) {
            counts.signInsRefused.increment();
            delayRefusal(refusalDelay.toNanos() - (System.nanoTime() - began));
        }
        return result;
    }

    /** AUTH LOGIN can contain a NUL, which no name has and no store accepts. */
    private static boolean isNoName(String name) {
        return name.length() > MAX_NAME || name.indexOf('\0') >= 0;
    }

    private SubmissionSignInResult checked(
            String name, String password, SignInAttempt attempt, String address) {
        try {
            return switch (credentials.tokens().find(password, address)) {
                case TokenVerdict.MaySend(AccountId account, String hash) ->
                        byToken(name, account, new SignedInBy.ApiToken(hash, address), attempt);
                case TokenVerdict.MayNot(String why) ->
                        new SubmissionSignInResult.SubmissionRefused(
                                SubmissionReply.of(535, "5.7.8 " + why));
                case TokenVerdict.UnknownToken() ->
                        tokensAlone
                                ? new SubmissionSignInResult.SubmissionRefused(TOKENS_ALONE)
                                : byPassword(name, password, attempt);
            };
        } catch (ApiException busy) {
            return new SubmissionSignInResult.SubmissionRefused(TRY_LATER);
        } catch (RuntimeException failed) {
            String reason = Retryable.detail(failed).orElseThrow(() -> failed);
            LOG.warn("a sign-in could not be checked: {}", reason);
            return new SubmissionSignInResult.SubmissionRefused(TRY_LATER);
        }
    }

    /** Whoever has a token may hear of its account's state; the name must be of the account. */
    private SubmissionSignInResult byToken(
            String name, AccountId account, SignedInBy.ApiToken token, SignInAttempt attempt) {
        if (!credentials.isOf(name, account)) {
            return wrongCredentials(attempt);
        }
        return opened(credentials.state(account), new SubmissionIdentity(account, name, token));
    }

    private SubmissionSignInResult byPassword(String name, String password, SignInAttempt attempt) {
        Optional<Credential> credential = credentials.find(name);
        String hash = credential.flatMap(Credential::hash).orElse("");
        ByteBuffer key = key(name, password, hash);
        if (hash.isEmpty() || known.getIfPresent(key) == null) {
            Optional<SubmissionReply> refusal = limits.refusal(attempt);
            if (refusal.isPresent()) {
                return new SubmissionSignInResult.SubmissionRefused(refusal.get());
            }
            if (!matches(password, hash, key, attempt)) {
                return wrongCredentials(attempt);
            }
            known.put(key, true);
        }
        return credential.isEmpty()
                ? wrongCredentials(attempt)
                : admitted(credential.get(), name, attempt);
    }

    /** Runs one check at a time per name, password and hash; concurrent callers share it. */
    private boolean matches(String password, String hash, ByteBuffer key, SignInAttempt attempt) {
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        CompletableFuture<Boolean> other = checking.putIfAbsent(key, mine);
        if (other != null) {
            try {
                return other.join();
            } catch (CompletionException failed) {
                throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
            }
        }
        try {
            boolean right =
                    credentials.matches(
                                    password,
                                    hash.isEmpty() ? anyHash() : hash,
                                    limits.requester(attempt))
                            && !hash.isEmpty();
            mine.complete(right);
            return right;
        } catch (RuntimeException | Error failed) {
            mine.completeExceptionally(failed);
            throw failed;
        } finally {
            checking.remove(key);
        }
    }

    private SubmissionSignInResult admitted(
            Credential credential, String name, SignInAttempt attempt) {
        if (!credential.active()) {
            return wrongCredentials(attempt);
        }
        limits.recordRight(attempt);
        return credential.tokensAlone()
                ? new SubmissionSignInResult.SubmissionRefused(TOKENS_ALONE)
                : opened(
                        credential.standing(),
                        new SubmissionIdentity(
                                credential.account(),
                                name,
                                new SignedInBy.Password(credential.hash())));
    }

    private static SubmissionSignInResult opened(AccountState state, SubmissionIdentity identity) {
        return switch (state) {
            case ACTIVE -> new SubmissionSignInResult.SubmissionSignedIn(identity);
            case FROZEN -> new SubmissionSignInResult.SubmissionRefused(FROZEN);
            case INACTIVE, DELETED ->
                    new SubmissionSignInResult.SubmissionRefused(WRONG_CREDENTIALS);
        };
    }

    private SubmissionSignInResult wrongCredentials(SignInAttempt attempt) {
        limits.recordWrong(attempt);
        return new SubmissionSignInResult.SubmissionRefused(WRONG_CREDENTIALS);
    }

    /** A hash for unknown names, so that they take as long as known ones. */
    private String anyHash() {
        String hash = anyHash;
        if (hash.isEmpty()) {
            hash = credentials.decoy();
            anyHash = hash;
        }
        return hash;
    }

    /** Keyed by a secret of this process, so that the cache reveals no password. */
    private ByteBuffer key(String name, String password, String hash) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(processKey, "HmacSHA256"));
            for (String part : List.of(name, password, hash)) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                mac.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
                mac.update(bytes);
            }
            return ByteBuffer.wrap(mac.doFinal());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The identity of a trusted host; empty if no account has that name. */
    Optional<SubmissionIdentity> ofAccount(String name) {
        return credentials
                .account(name)
                .map(entry -> new SubmissionIdentity(entry.account(), name, new SignedInBy.Host()));
    }

    /** Why an authenticated session must not send any more; empty if it may. */
    Optional<SubmissionReply> refusal(SubmissionIdentity identity) {
        return switch (identity.by()) {
            case SignedInBy.Host() ->
                    refusal(
                            credentials
                                    .account(identity.name())
                                    .filter(entry -> entry.account().equals(identity.account()))
                                    .map(Credentials.SignInAccount::state));
            case SignedInBy.Password(var hash) -> {
                Optional<Credential> user =
                        credentials
                                .find(identity.name())
                                .filter(found -> found.account().equals(identity.account()))
                                .filter(found -> found.active())
                                .filter(found -> found.hash().equals(hash));
                yield user.filter(Credential::tokensAlone).isPresent()
                        ? Optional.of(TOKENS_ALONE_NOW)
                        : refusal(user.map(Credential::standing));
            }
            case SignedInBy.ApiToken(String hash, String address) ->
                    refusal(
                            credentials.tokens().again(hash, address)
                                                    instanceof TokenVerdict.MaySend
                                            && credentials.isOf(identity.name(), identity.account())
                                    ? Optional.of(credentials.state(identity.account()))
                                    : Optional.empty());
        };
    }

    private static Optional<SubmissionReply> refusal(Optional<AccountState> state) {
        return switch (state.orElse(AccountState.DELETED)) {
            case ACTIVE -> Optional.empty();
            case FROZEN -> Optional.of(Refusals.FROZEN);
            case INACTIVE, DELETED -> Optional.of(Refusals.CLOSED);
        };
    }

    private static void delayRefusal(long nanos) {
        if (nanos > 0) {
            try {
                Thread.sleep(Duration.ofNanos(nanos));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
