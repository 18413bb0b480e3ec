package io.mailyard.base;

/** The number of an account, 1 or more. */
public record AccountId(long value) {
    /** No account: the owner of objects that belong to the platform itself. */
    public static final AccountId PLATFORM = new AccountId(0);

    /**
     * Whether mail of this account in the queue is the platform's own: about the account of the
     * negated number, or about none.
     */
    public static boolean isPlatform(long account) {
        return account <= PLATFORM.value;
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
