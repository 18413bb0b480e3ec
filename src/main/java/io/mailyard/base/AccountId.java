package io.mailyard.base;

/** The number of an account, 1 or more. */
public record AccountId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
