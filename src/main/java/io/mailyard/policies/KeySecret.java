package io.mailyard.policies;

import java.security.PrivateKey;

/** A key with its private half: for who signs with it, and for no answer, log or audit row. */
public record KeySecret(SigningKey key, PrivateKey privateKey) {
    @Override
    public String toString() {
        return "the secret of " + key;
    }
}
