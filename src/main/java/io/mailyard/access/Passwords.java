package io.mailyard.access;

import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Hashes passwords with argon2id (RFC 9106) at OWASP's settings of 19 MiB and two passes; a few at
 * once, for their memory.
 */
public final class Passwords {
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final String PREFIX =
            "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=1$";

    /** 19 MiB each: within a heap of 256 MiB. */
    private static final int AT_ONCE = 2;

    private static final int MOST_SECONDS_TO_WAIT = 10;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Semaphore places = new Semaphore(AT_ONCE, true);

    /**
     * A hash in the usual text form, with its salt.
     *
     * @throws ApiException error 503 where too many are being made
     */
    public String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
        return PREFIX
                + encoder.encodeToString(salt)
                + "$"
                + encoder.encodeToString(argon2(password, salt));
    }

    /** Whether the password is the one that was hashed; compared in constant time. */
    public boolean matches(String password, String stored) {
        if (!stored.startsWith(PREFIX)) {
            return false;
        }
        String[] parts = stored.substring(PREFIX.length()).split("\\$", 2);
        byte[] salt = Base64.getDecoder().decode(parts[0]);
        return MessageDigest.isEqual(argon2(password, salt), Base64.getDecoder().decode(parts[1]));
    }

    private byte[] argon2(String password, byte[] salt) {
        Argon2Parameters parameters =
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(MEMORY_KIB)
                        .withIterations(PASSES)
                        .withParallelism(1)
                        .withSalt(salt)
                        .build();
        byte[] hash = new byte[HASH_BYTES];
        acquire();
        try {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(parameters);
            generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        } finally {
            places.release();
        }
        return hash;
    }

    private void acquire() {
        try {
            if (!places.tryAcquire(MOST_SECONDS_TO_WAIT, TimeUnit.SECONDS)) {
                throw new ApiException(
                        ErrorCode.NOT_READY, "too many passwords are being set at once: try again");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ApiException(ErrorCode.NOT_READY, "the server is stopping");
        }
    }
}
