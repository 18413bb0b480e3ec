package io.mailyard.users;

/** The number of a user, 1 or more, unique over all accounts. */
public record UserId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
