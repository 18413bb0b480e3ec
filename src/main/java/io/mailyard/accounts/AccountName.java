package io.mailyard.accounts;

import io.mailyard.base.NameRules;
import java.util.List;

/**
 * The system name of an account, the right part of {@code login@name}: kept as given, unique
 * without regard to case (docs/spec/admin-api.md, section 2).
 */
public record AccountName(String text) {
    static final int MAX_CHARS = 128;

    /** A name that is taken or looked for; {@link #given} checks more. */
    public AccountName {
        NameRules.known(text, MAX_CHARS);
    }

    /**
     * A name that an account is to have.
     *
     * @throws IllegalArgumentException with the reason where it breaks the rules of {@link
     *     NameRules}
     */
    public static AccountName given(String text) {
        return new AccountName(NameRules.checked(text, MAX_CHARS));
    }

    /** What two names that are the same without regard to case have in common. */
    public String key() {
        return NameRules.key(text);
    }

    /** The keys under which it may be found, see {@link NameRules#keys}. */
    List<String> keys() {
        return NameRules.keys(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
