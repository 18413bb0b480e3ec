package io.mailyard.writes;

import io.mailyard.base.Sha256;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Stored replies that contain a secret, encrypted so that only the caller can read them again:
 * AES-256-GCM (NIST SP 800-38D) under a key derived from the caller's own secret, of which the
 * store has only the hash.
 */
final class EncryptedReply {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private EncryptedReply() {}

    static byte[] seal(byte[] body, String secret, String idempotencyKey) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, secret, idempotencyKey, nonce).doFinal(body);
            byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
            System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
            return all;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Decrypts a reply; empty if the caller's secret has changed. */
    static Optional<byte[]> open(byte[] all, String secret, String idempotencyKey) {
        byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, secret, idempotencyKey, nonce);
            return Optional.of(cipher.doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES));
        } catch (GeneralSecurityException otherSecret) {
            return Optional.empty();
        }
    }

    private static Cipher cipher(int mode, String secret, String idempotencyKey, byte[] nonce)
            throws GeneralSecurityException {
        String material = "mailyard kept answer\n" + idempotencyKey + "\n" + secret;
        byte[] key = Sha256.of(material);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }
}
