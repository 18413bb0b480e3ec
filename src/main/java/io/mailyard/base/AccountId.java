package io.mailyard.base;

/** The number of an account, 1 or more. */
public record AccountId(long value) {
    /** No account: the owner of objects that belong to the platform itself. */
    public static final AccountId PLATFORM = new AccountId(0);

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
