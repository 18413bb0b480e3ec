package io.mailyard.domains;

import java.security.SecureRandom;

/** Creates the challenges of claims. */
final class Challenges {
    private static final String PREFIX = "mailyard-verify=";

    /** 32 of 32 letters: 160 bits, which nobody can guess. */
    private static final int LENGTH = 32;

    /** Length of a selector: enough that two claims of one domain do not collide. */
    private static final int SELECTOR_LENGTH = 10;

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
    private static final SecureRandom RANDOM = new SecureRandom();

    private Challenges() {}

    /** The text of a TXT record. */
    static String newChallenge() {
        return PREFIX + letters(LENGTH);
    }

    /** A selector for the key of a claim. */
    static String newSelector() {
        return "my" + letters(SELECTOR_LENGTH);
    }

    private static String letters(int count) {
        StringBuilder text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            text.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
