package io.mailyard.users;

/** The page on which a user sets a password. */
final class PasswordPage {
    static final String PATH = "/password";

    private PasswordPage() {}
}
