package io.mailyard.base;

/** The number of an account, 1 or more. */
public record AccountId(long value) {
    /** No account: stands where a thing that accounts have is the platform's own. */
    public static final AccountId PLATFORM = new AccountId(0);

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
