package io.mailyard.domains;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The state of an account's claim of a domain. */
public enum DomainState {
    /** Added, but not proved. Grants nothing, and ends by itself after 14 days. */
    PENDING,
    /** Proved or vouched for: the account owns the domain. */
    VERIFIED,
    /** Owned, but the last check found no proof; pending again after 72 hours. */
    WARNING;

    /** The word on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> words() {
        return Arrays.stream(values()).map(DomainState::word).toList();
    }

    static DomainState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
