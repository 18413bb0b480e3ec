package io.mailyard.access;

/**
 * Id of an API token, 1 or more; below 0 it stands for a signed-in administrator, who has no token.
 */
public record TokenId(long value) {
    /** Stands for an administrator, in all of that person's sessions. */
    public static TokenId of(AdministratorId administrator) {
        return new TokenId(-administrator.value());
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
