package io.mailyard.domains;

import java.util.Locale;

/** The use of a platform domain. */
public enum DomainUse {
    /** For Return-Paths; not for accounts' From. */
    RETURN_PATH,
    /** Accounts may use it in From. */
    FROM;

    /** The word on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static DomainUse of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
