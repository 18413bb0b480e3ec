package io.mailyard.accounts;

import io.mailyard.base.Names;

/**
 * The system name of an account, the right part of {@code login@name}: kept as given, unique
 * without regard to case (spec/admin-api.md, section 2).
 */
public record AccountName(String text) {
    static final int MAX_CHARS = 128;

    /**
     * Throws IllegalArgumentException with the reason where it breaks the rules of {@link Names}.
     */
    public AccountName {
        Names.checked(text, MAX_CHARS);
    }

    /** What two names that are the same without regard to case have in common. */
    public String key() {
        return Names.folded(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
