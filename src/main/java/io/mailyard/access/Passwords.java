package io.mailyard.access;

import io.mailyard.base.ApiException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Hashes passwords with argon2id (RFC 9106) at OWASP's settings of 19 MiB and two passes: one or
 * two at once per process, on threads of their own; others wait in a queue that is bounded and fair
 * by network.
 */
public final class Passwords {
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /**
     * 19 MiB each: two fit into a heap of 256 MiB. Half of the cores, so that the others keep
     * serving during a flood of sign-ins.
     */
    private static final int AT_ONCE =
            Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 2);

    /** As many as one thread completes, at 50 ms each, within {@link #MOST_WAIT}. */
    private static final int MOST_WAITING = 200;

    /** A sixth of the queue: programs behind one address that start at once. */
    private static final int MOST_WAITING_OF_NETWORK = 32;

    private static final Duration MOST_WAIT = Duration.ofSeconds(10);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final HashingQueue queue =
            new HashingQueue(AT_ONCE, MOST_WAITING, MOST_WAITING_OF_NETWORK, MOST_WAIT);
    private final int memoryKib;
    private final int passes;
    private final String prefix;

    /** Hashes at OWASP's cost. */
    public Passwords() {
        this(MEMORY_KIB, PASSES);
    }

    /** Hashes at another cost; a hash that was made at a different cost matches no password. */
    public Passwords(int memoryKib, int passes) {
        this.memoryKib = memoryKib;
        this.passes = passes;
        this.prefix = "$argon2id$v=19$m=" + memoryKib + ",t=" + passes + ",p=1$";
    }

    /**
     * The requester, which decides its turn in the queue.
     *
     * @param known whether the user recently gave the right password from this network
     * @param suspect whether wrong passwords recently came from this network
     */
    public record Requester(ClientNetwork network, boolean known, boolean suspect) {
        /** The API, whose callers have presented a token. */
        static final Requester INTERNAL = new Requester(ClientNetwork.INTERNAL, true, false);

        private HashingQueue.Priority rank() {
            return known
                    ? HashingQueue.Priority.KNOWN
                    : suspect ? HashingQueue.Priority.SUSPECT : HashingQueue.Priority.NEW;
        }
    }

    /**
     * A hash in the usual text form including its salt.
     *
     * @throws ApiException error 503 where too many are being made
     */
    public String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
        return prefix
                + encoder.encodeToString(salt)
                + "$"
                + encoder.encodeToString(argon2(password, salt, Requester.INTERNAL));
    }

    /**
     * Whether the password matches the hash; compared in constant time.
     *
     * @throws ApiException error 503 where too many are waiting
     */
    public boolean matches(String password, String stored, Requester requester) {
        if (!stored.startsWith(prefix)) {
            return false;
        }
        String[] parts = stored.substring(prefix.length()).split("\\$", 2);
        byte[] salt = Base64.getDecoder().decode(parts[0]);
        return MessageDigest.isEqual(
                argon2(password, salt, requester), Base64.getDecoder().decode(parts[1]));
    }

    private byte[] argon2(String password, byte[] salt, Requester requester) {
        return queue.run(requester.network(), requester.rank(), () -> argon2(password, salt));
    }

    private byte[] argon2(String password, byte[] salt) {
        Argon2Parameters parameters =
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(memoryKib)
                        .withIterations(passes)
                        .withParallelism(1)
                        .withSalt(salt)
                        .build();
        byte[] hash = new byte[HASH_BYTES];
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(parameters);
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
