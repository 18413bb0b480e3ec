package io.mailyard.access;

import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Codes that stand in once each for an authenticator app that is lost: 80 random bits, so a plain
 * hash is enough.
 */
public record RecoveryCode(String text) {
    /** Fits on a slip of paper. */
    public static final int COUNT = 10;

    private static final int CHARS = 16;
    private static final int GROUP = 4;

    /** Crockford's Base32: no letter is mistaken for a digit. */
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new set, to be shown once. */
    public static List<RecoveryCode> set() {
        return Stream.generate(RecoveryCode::random).limit(COUNT).toList();
    }

    private static RecoveryCode random() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < CHARS; i++) {
            if (i > 0 && i % GROUP == 0) {
                text.append('-');
            }
            text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return new RecoveryCode(text.toString());
    }

    /** A code as a person typed it: in any case, with or without dashes, o for 0, i or l for 1. */
    public static RecoveryCode typed(String given) {
        return new RecoveryCode(given);
    }

    /** The stored hash. */
    public String hash() {
        String plain =
                text.toLowerCase(Locale.ROOT)
                        .replaceAll("[\\s-]", "")
                        .replace('o', '0')
                        .replace('i', '1')
                        .replace('l', '1');
        return TokenSecret.hashOf("recovery code " + plain);
    }

    /** Masked, so that a log never shows it. */
    @Override
    public String toString() {
        return "RecoveryCode[***]";
    }
}
