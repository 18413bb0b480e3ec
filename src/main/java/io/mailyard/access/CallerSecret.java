package io.mailyard.access;

/**
 * The secret that a call came with, for as long as the call lasts: what is kept for its caller
 * alone is encrypted with it.
 */
public record CallerSecret(String text) {
    /** Masked. */
    @Override
    public String toString() {
        return "CallerSecret[***]";
    }
}
