package io.mailyard.accounts;

/** Credentials of an account's users that SMTP submission takes, besides its tokens. */
public enum SubmissionPasswords {
    /** Passwords, unless the platform takes tokens alone. */
    ALLOW,
    /** Tokens alone: a password would go past the second factor. */
    TOKENS
}
