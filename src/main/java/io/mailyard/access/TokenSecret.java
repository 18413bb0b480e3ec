package io.mailyard.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The secret of an API token: a prefix that scanners for leaked secrets can look for, then 256
 * random bits.
 */
public final class TokenSecret {
    private static final String PREFIX = "mya_";
    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String text;

    private TokenSecret(String text) {
        this.text = text;
    }

    /** A new one. */
    public static TokenSecret random() {
        return new TokenSecret(PREFIX + randomText());
    }

    /** Stands where there is no secret to be shown. */
    public static TokenSecret masked() {
        return new TokenSecret(PREFIX + "***");
    }

    /** 256 random bits in letters, digits, - and _, for secrets of other kinds. */
    public static String randomText() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** To be shown once. */
    public String text() {
        return text;
    }

    /** What is stored: see {@link #hashOf}. */
    public String hash() {
        return hashOf(text);
    }

    /** SHA-256 in hex. A plain hash is enough for 256 random bits: there is nothing to guess. */
    public static String hashOf(String secret) {
        return HexFormat.of().formatHex(sha256(secret.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Masked, so that a log never shows it. */
    @Override
    public String toString() {
        return PREFIX + "***";
    }
}
