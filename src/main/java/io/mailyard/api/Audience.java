package io.mailyard.api;

/** Whose tokens a call takes. */
public enum Audience {
    /** The platform's: {@code /api/v1.1/admin/...}. */
    ADMINISTRATOR,
    /** An account's own: {@code /api/v1.1/...}. */
    ACCOUNT
}
