package io.mailyard.policies;

import java.security.PrivateKey;

/** A key with its private key: only for signing, never for an answer, log or audit row. */
public record KeySecret(SigningKey key, PrivateKey privateKey) {
    @Override
    public String toString() {
        return "the secret of " + key;
    }
}
