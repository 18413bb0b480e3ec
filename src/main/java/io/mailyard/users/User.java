package io.mailyard.users;

import io.mailyard.base.AccountId;
import java.time.Instant;

/**
 * A user of an account.
 *
 * @param profile its {@code lang} is {@code RU} or {@code EN}
 * @param master has all rights in the account
 * @param hasPassword whether one was ever set; without, the user cannot sign in
 * @param mustChangePassword signs in to the change form alone
 */
public record User(
        UserId id,
        AccountId account,
        Login login,
        Profile profile,
        boolean active,
        boolean master,
        boolean hasPassword,
        boolean mustChangePassword,
        Alerts alerts,
        Instant createdAt,
        Instant updatedAt) {

    /** Who it is, and how to reach them. */
    public record Profile(
            String firstName,
            String lastName,
            String email,
            String notifyEmail,
            String phone,
            String lang) {}
}
