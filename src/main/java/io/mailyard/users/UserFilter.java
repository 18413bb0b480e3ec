package io.mailyard.users;

import java.util.Optional;

/**
 * Filter of a list; an empty value matches all users.
 *
 * @param secondFactor whether sign-in asks for a code
 * @param id of this user alone
 * @param search a part of login, mail address or name
 */
public record UserFilter(
        Optional<Boolean> active,
        Optional<Boolean> master,
        Optional<String> lang,
        Optional<Boolean> secondFactor,
        Optional<Long> id,
        Optional<String> search) {
    /** Every user. */
    public static final UserFilter ALL =
            new UserFilter(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    /** Whether every user passes. */
    boolean passesAll() {
        return equals(ALL);
    }
}
