package io.mailyard.access;

import java.util.OptionalLong;

/** Id of an API token, 1 or more; below 0 it stands for a signed-in person, who has no token. */
public record TokenId(long value) {
    /** Stands for an administrator, in all of that person's sessions. */
    public static TokenId of(AdministratorId administrator) {
        return new TokenId(-administrator.value());
    }

    /** Numbers of administrators are below it. */
    private static final long USERS = 1L << 32;

    /** Stands for a user of an account, in all of that user's sessions. */
    public static TokenId ofUser(long user) {
        return new TokenId(-USERS - user);
    }

    /** The user of an account whom it stands for; empty: it is not a user's. */
    public OptionalLong user() {
        return value < -USERS ? OptionalLong.of(-USERS - value) : OptionalLong.empty();
    }

    /** Returns the kind of the caller: {@code token}, {@code administrator} or {@code user}. */
    public String kind() {
        return value > 0 ? "token" : value > -USERS ? "administrator" : "user";
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
