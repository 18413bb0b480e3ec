package io.mailyard.accounts;

/** What SMTP submission takes of an account's users, besides its tokens. */
public enum SubmissionPasswords {
    /** Passwords, unless the platform takes tokens alone. */
    ALLOW,
    /** Tokens alone: a password would go past the second factor. */
    TOKENS
}
