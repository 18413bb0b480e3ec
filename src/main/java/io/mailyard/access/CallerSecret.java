package io.mailyard.access;

/**
 * The secret of a call, for the duration of the call: data stored for its caller alone is encrypted
 * with it.
 */
public record CallerSecret(String text) {
    /** Masked. */
    @Override
    public String toString() {
        return "CallerSecret[***]";
    }
}
