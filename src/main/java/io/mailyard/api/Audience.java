package io.mailyard.api;

/** The tokens that a call accepts. */
public enum Audience {
    /** Tokens of the platform: {@code /api/v1.1/admin/...}. */
    ADMINISTRATOR,
    /** Tokens of an account: {@code /api/v1.1/...}. */
    ACCOUNT
}
