package io.mailyard.users;

import io.mailyard.base.Names;

/**
 * A user's login, the left part of {@code login@account}: kept as given, unique in the account
 * without regard to case.
 */
public record Login(String text) {
    static final int MAX_CHARS = 128;

    /**
     * Throws IllegalArgumentException with the reason where it breaks the rules of {@link Names}.
     */
    public Login {
        Names.checked(text, MAX_CHARS);
    }

    String key() {
        return Names.folded(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
