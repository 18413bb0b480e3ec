package io.mailyard.signin;

import io.mailyard.access.Passwords;
import io.mailyard.access.TokenSecret;

/** Checks passwords; where there is none, nothing is right, after the same work. */
final class PasswordCheck {
    /** Longer than any password: more is not hashed. */
    private static final int MAX_CHARS = 1024;

    private final Passwords passwords;
    private volatile String anyHash = "";

    PasswordCheck(Passwords passwords) {
        this.passwords = passwords;
    }

    /** Whether a password is that of a hash; empty: none is. */
    boolean isRight(String password, String hash, Passwords.Requester requester) {
        String given = password.length() > MAX_CHARS ? "" : password;
        return passwords.matches(given, hash.isEmpty() ? anyHash() : hash, requester)
                && !hash.isEmpty();
    }

    /** A hash that no password has, to be tried where there is none. */
    private String anyHash() {
        String hash = anyHash;
        if (hash.isEmpty()) {
            hash = passwords.hash(TokenSecret.randomText());
            anyHash = hash;
        }
        return hash;
    }
}
