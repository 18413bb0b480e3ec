package io.mailyard.administrators;

import io.mailyard.access.Passwords;
import java.security.SecureRandom;

/**
 * A password to be set, hashed before the transaction since that is slow.
 *
 * @param generated whether the program made it
 */
record NewPassword(String text, String hash, boolean generated) {
    /** 20 letters and digits of 32: 100 random bits. */
    private static final int CHARS = 20;

    private static final int GROUP = 5;
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";
    private static final SecureRandom RANDOM = new SecureRandom();

    /** One that a person chose. */
    static NewPassword chosen(String text, Passwords passwords) {
        return new NewPassword(text, passwords.hash(text), false);
    }

    /** A random one, easy to copy from paper. */
    static NewPassword random(Passwords passwords) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < CHARS; i++) {
            if (i > 0 && i % GROUP == 0) {
                text.append('-');
            }
            text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return new NewPassword(text.toString(), passwords.hash(text.toString()), true);
    }

    /** Throws error 400 if it breaks the rules. */
    void mustBeGood(Administrator person) {
        if (!generated) {
            Administrators.mustBeGood(text, person);
        }
    }

    /** Masked. */
    @Override
    public String toString() {
        return "NewPassword[***]";
    }
}
