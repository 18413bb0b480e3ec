package io.mailyard.senders;

/** The number of a sender, 1 or more. */
public record SenderId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
