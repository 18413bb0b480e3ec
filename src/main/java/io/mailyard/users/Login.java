package io.mailyard.users;

import io.mailyard.base.NameRules;
import java.util.List;

/**
 * A user's login, the left part of {@code login@account}: kept as given, unique in the account
 * without regard to case.
 */
public record Login(String text) {
    /** Maximum number of characters. */
    public static final int MAX_CHARS = 128;

    /** A login that exists or is searched for; {@link #given} checks more. */
    public Login {
        NameRules.known(text, MAX_CHARS);
    }

    /**
     * A new login of a user.
     *
     * @throws IllegalArgumentException with the reason if it violates {@link NameRules}
     */
    static Login given(String text) {
        return new Login(NameRules.checked(text, MAX_CHARS));
    }

    String key() {
        return NameRules.key(text);
    }

    /** The keys under which the login may be stored, see {@link NameRules#keys}. */
    List<String> keys() {
        return NameRules.keys(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
