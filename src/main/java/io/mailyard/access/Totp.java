package io.mailyard.access;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;

/**
 * Codes of an authenticator app (RFC 6238): SHA-1, 6 digits, 30 seconds, which is all that common
 * apps support. A clock may be off by one step.
 */
public final class Totp {
    /** As long as the hash (RFC 4226, section 4, R6). */
    private static final int SECRET_BYTES = 20;

    private static final int DIGITS = 6;
    private static final long STEP_SECONDS = 30;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final TimeBasedOneTimePasswordGenerator GENERATOR =
            new TimeBasedOneTimePasswordGenerator();

    private Totp() {}

    /** A new secret in Base32 (RFC 4648), as a person types it into an app. */
    public static String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        StringBuilder text = new StringBuilder();
        int bits = 0;
        int held = 0;
        for (byte one : bytes) {
            held = held << 8 | (one & 0xff);
            for (bits += 8; bits >= 5; bits -= 5) {
                text.append(ALPHABET.charAt((held >> (bits - 5)) & 31));
            }
        }
        return text.toString();
    }

    private static byte[] decoded(String secret) {
        byte[] bytes = new byte[secret.length() * 5 / 8];
        int bits = 0;
        int held = 0;
        int at = 0;
        for (int i = 0; i < secret.length(); i++) {
            held = held << 5 | ALPHABET.indexOf(secret.charAt(i));
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes[at++] = (byte) (held >> bits);
            }
        }
        return bytes;
    }

    /**
     * The address that an app reads from a QR code.
     *
     * @param issuer the platform's name
     * @param login whose it is
     */
    public static String uri(String secret, String issuer, String login) {
        return "otpauth://totp/"
                + encoded(issuer)
                + ":"
                + encoded(login)
                + "?secret="
                + secret
                + "&issuer="
                + encoded(issuer);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The code of a moment. */
    public static String code(String secret, Instant at) {
        try {
            return GENERATOR.generateOneTimePasswordString(
                    new SecretKeySpec(decoded(secret), "HmacSHA1"), at, Locale.ROOT);
        } catch (InvalidKeyException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * The time step of a code that is right now, one step ago or one ahead; empty if it is wrong or
     * of a step that was used. Store the step: each code works once (RFC 6238, section 5.2).
     *
     * @param usedStep the last step that was used
     */
    public static OptionalLong step(String secret, String given, long usedStep, Instant now) {
        String code = given.replaceAll("[\\s-]", "");
        if (code.length() != DIGITS) {
            return OptionalLong.empty();
        }
        long present = now.getEpochSecond() / STEP_SECONDS;
        OptionalLong found = OptionalLong.empty();
        for (long step = present - 1; step <= present + 1; step++) {
            String right = code(secret, Instant.ofEpochSecond(step * STEP_SECONDS));
            boolean same =
                    MessageDigest.isEqual(
                            right.getBytes(StandardCharsets.UTF_8),
                            code.getBytes(StandardCharsets.UTF_8));
            if (same && step > usedStep) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }
}
