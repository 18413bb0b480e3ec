package io.mailyard.nodes;

import io.mailyard.access.TokenSecret;

/**
 * The secret with which a node joins: a prefix that scanners for leaked secrets can search for,
 * then 256 random bits. Shown once; the store has its SHA-256.
 */
final class NodeKey {
    private static final String PREFIX = "myn_";

    private final String text;

    private NodeKey(String text) {
        this.text = text;
    }

    /** A new key; in a dry run a masked one, since it would never work. */
    static NodeKey made(boolean dryRun) {
        return new NodeKey(PREFIX + (dryRun ? "***" : TokenSecret.randomText()));
    }

    /** The key as it is shown once. */
    String text() {
        return text;
    }

    String hash() {
        return hashOf(text);
    }

    static String hashOf(String key) {
        return TokenSecret.hashOf(key);
    }

    /** Masked, so that a log never shows it. */
    @Override
    public String toString() {
        return PREFIX + "***";
    }
}
