package io.mailyard.access;

/** Id of an API token, 1 or more. */
public record TokenId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
