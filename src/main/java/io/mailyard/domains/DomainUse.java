package io.mailyard.domains;

import java.util.Locale;

/** What accounts may do with a domain of the platform. */
public enum DomainUse {
    /** It serves as a Return-Path; no account's From. */
    RETURN_PATH,
    /** Accounts may write From it. */
    FROM;

    /** The word on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static DomainUse of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
