package io.mailyard.submission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.base.ApiException;
import io.mailyard.base.Busy;
import io.mailyard.base.Standing;
import io.mailyard.users.Credentials;
import io.mailyard.users.Credentials.Credential;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks who signs in, and whether they may still send (spec/states.md, "SMTP submission sign-in"
 * and "New mail in a session already signed in").
 */
final class SignIn {
    private static final Logger LOG = LoggerFactory.getLogger(SignIn.class);

    /** A check costs 45 ms and 19 MiB; a program that connects for each mail is spared it. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private static final int MOST_REMEMBERED = 10_000;

    /** Refused sign-ins from one address in {@link #FORGIVEN}; then none is checked for it. */
    private static final int MOST_REFUSED = 20;

    private static final Duration FORGIVEN = Duration.ofMinutes(10);
    private static final int MOST_ADDRESSES = 100_000;

    static final Reply BAD = Reply.of(535, "5.7.8 these credentials are not accepted");
    private static final Reply LATER =
            Reply.of(454, "4.7.0 sign-in cannot be checked now: try again later");
    private static final Reply TOO_MANY =
            Reply.of(454, "4.7.0 too many refused sign-ins from this address: try again later");
    private static final Reply FROZEN =
            Reply.of(454, "4.7.0 the account is frozen: try again later");

    private final Credentials credentials;
    private final Duration refusalDelay;
    private final Counts counts;
    private final byte[] processKey = new byte[32];
    private final Cache<ByteBuffer, Boolean> known =
            Caffeine.newBuilder()
                    .maximumSize(MOST_REMEMBERED)
                    .expireAfterAccess(REMEMBERED)
                    .build();
    private final Cache<String, AtomicInteger> refusals =
            Caffeine.newBuilder().maximumSize(MOST_ADDRESSES).expireAfterWrite(FORGIVEN).build();
    private volatile String anyHash = "";

    SignIn(Credentials credentials, Duration refusalDelay, Counts counts) {
        this.credentials = credentials;
        this.refusalDelay = refusalDelay;
        this.counts = counts;
        new SecureRandom().nextBytes(processKey);
    }

    /** What came of a sign-in. */
    sealed interface Result {
        record Welcome(Identity identity) implements Result {}

        record Refused(Reply reply) implements Result {}
    }

    /**
     * Checks a name such as {@code login@account}; a refusal takes its time, whatever the reason.
     */
    Result check(String name, String password, String address) {
        long began = System.nanoTime();
        Result result = checked(name, password, address);
        if (result instanceof Result.Refused) {
            counts.signInsRefused.increment();
            rest(refusalDelay.toNanos() - (System.nanoTime() - began));
        }
        return result;
    }

    private Result checked(String name, String password, String address) {
        try {
            Optional<Credential> credential = credentials.find(name);
            String hash = credential.flatMap(Credential::hash).orElse("");
            ByteBuffer key = key(name, password, hash);
            if (hash.isEmpty() || known.getIfPresent(key) == null) {
                if (refused(address) >= MOST_REFUSED) {
                    return new Result.Refused(TOO_MANY);
                }
                if (!credentials.matches(password, hash.isEmpty() ? anyHash() : hash)
                        || hash.isEmpty()) {
                    return bad(address);
                }
                known.put(key, true);
            }
            return credential.isEmpty() ? bad(address) : admitted(credential.get(), name, address);
        } catch (ApiException busy) {
            return new Result.Refused(LATER);
        } catch (RuntimeException failed) {
            String reason = Busy.reason(failed).orElseThrow(() -> failed);
            LOG.warn("a sign-in could not be checked: {}", reason);
            return new Result.Refused(LATER);
        }
    }

    private Result admitted(Credential credential, String name, String address) {
        if (!credential.active()) {
            return bad(address);
        }
        return switch (credential.standing()) {
            case ACTIVE ->
                    new Result.Welcome(new Identity(credential.account(), name, credential.hash()));
            case FROZEN -> new Result.Refused(FROZEN);
            case INACTIVE, DELETED -> new Result.Refused(BAD);
        };
    }

    private Result bad(String address) {
        refusals.get(address, _ -> new AtomicInteger()).incrementAndGet();
        return new Result.Refused(BAD);
    }

    private int refused(String address) {
        AtomicInteger count = refusals.getIfPresent(address);
        return count == null ? 0 : count.get();
    }

    /** So that an unknown name takes as long as a known one. */
    private String anyHash() {
        String hash = anyHash;
        if (hash.isEmpty()) {
            hash = credentials.decoy();
            anyHash = hash;
        }
        return hash;
    }

    /** Of a key that only this process has: the memory tells no password. */
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

    /** The identity of a trusted host; empty while there is no account of that name. */
    Optional<Identity> ofAccount(String name) {
        return credentials
                .account(name)
                .map(door -> new Identity(door.account(), name, Optional.empty()));
    }

    /** Why a session that is signed in may send no more, if it may not. */
    Optional<Reply> refusal(Identity identity) {
        Optional<Standing> standing =
                identity.trusted()
                        ? credentials
                                .account(identity.name())
                                .filter(door -> door.account().equals(identity.account()))
                                .map(Credentials.Door::standing)
                        : credentials
                                .find(identity.name())
                                .filter(found -> found.account().equals(identity.account()))
                                .filter(found -> found.active())
                                .filter(found -> found.hash().equals(identity.hash()))
                                .map(Credential::standing);
        return switch (standing.orElse(Standing.DELETED)) {
            case ACTIVE -> Optional.empty();
            case FROZEN -> Optional.of(Refusals.FROZEN);
            case INACTIVE, DELETED -> Optional.of(Refusals.CLOSED);
        };
    }

    private static void rest(long nanos) {
        if (nanos > 0) {
            try {
                Thread.sleep(Duration.ofNanos(nanos));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
