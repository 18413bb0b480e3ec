package io.mailyard.routing;

/** Id of a virtual sender, 1 or more. */
public record VirtualSenderId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
