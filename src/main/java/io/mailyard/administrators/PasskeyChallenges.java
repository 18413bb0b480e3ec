package io.mailyard.administrators;

import io.mailyard.base.Sha256;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Challenges that passkeys answer. Each carries the proof that this platform gave it out, and until
 * when it is good; only those that were answered rightly are kept, so that nobody who is not signed
 * in can take the place of others.
 */
final class PasskeyChallenges {
    /** From the page to the touch of a key. */
    static final Duration LASTS = Duration.ofMinutes(5);

    private static final String ALGORITHM = "HmacSHA256";
    private static final int RANDOM_BYTES = 16;
    private static final int PROOF_BYTES = 32;
    private static final int KEY_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Database database;
    private final InstantSource clock;
    private volatile byte @Nullable [] key;

    PasskeyChallenges(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * A new one, in base64url.
     *
     * @param purpose what alone it is good for
     */
    String give(String purpose) {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        byte[] start =
                ByteBuffer.allocate(RANDOM_BYTES + Long.BYTES)
                        .put(random)
                        .putLong(clock.instant().plus(LASTS).toEpochMilli())
                        .array();
        return PasskeyProof.text(
                ByteBuffer.allocate(start.length + PROOF_BYTES)
                        .put(start)
                        .put(proof(purpose, start))
                        .array());
    }

    /** Whether this platform gave a challenge out for a purpose, and it is still good. */
    boolean isOurs(String purpose, String challenge) {
        byte[] sent;
        try {
            sent = Base64.getUrlDecoder().decode(challenge);
        } catch (IllegalArgumentException unfit) {
            return false;
        }
        int length = RANDOM_BYTES + Long.BYTES;
        if (sent.length != length + PROOF_BYTES || !PasskeyProof.text(sent).equals(challenge)) {
            return false; // one way to write it, so that none is used twice
        }
        byte[] start = Arrays.copyOf(sent, length);
        byte[] proof = Arrays.copyOfRange(sent, length, sent.length);
        return MessageDigest.isEqual(proof, proof(purpose, start))
                && clock.instant().isBefore(ends(start));
    }

    private static Instant ends(byte[] start) {
        return Instant.ofEpochMilli(ByteBuffer.wrap(start).getLong(RANDOM_BYTES));
    }

    /** Uses one of {@link #isOurs} up, once its answer is right; false where it was used. */
    boolean use(String challenge) {
        Instant ends = ends(Base64.getUrlDecoder().decode(challenge));
        return database.write(tx -> {
            tx.update("DELETE FROM passkey_challenges WHERE ends_at <= ?", clock.instant());
            return tx.update(
                            "INSERT INTO passkey_challenges (hash, network, ends_at)"
                                    + " VALUES (?, '', ?) ON CONFLICT (hash) DO NOTHING",
                            Sha256.hex(challenge),
                            ends)
                    > 0;
        });
    }

    private byte[] proof(String purpose, byte[] start) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key(), ALGORITHM));
            mac.update(start);
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Returns the key, which is the same in every process over the store. */
    private byte[] key() {
        byte[] known = key;
        if (known == null) {
            Optional<String> kept = database.read(PasskeyChallenges::kept);
            known = Base64.getDecoder().decode(kept.orElseGet(this::made));
            key = known;
        }
        return known;
    }

    private static Optional<String> kept(Tx tx) {
        return tx.one("SELECT secret FROM passkey_key WHERE id = 1", row -> row.text());
    }

    private String made() {
        byte[] fresh = new byte[KEY_BYTES];
        RANDOM.nextBytes(fresh);
        String secret = Base64.getEncoder().encodeToString(fresh);
        return database.write(tx -> {
            tx.update(
                    "INSERT INTO passkey_key (id, secret) VALUES (1, ?) ON CONFLICT (id) DO NOTHING",
                    secret);
            return kept(tx).orElseThrow();
        });
    }
}
