package io.mailyard.accounts;

import io.mailyard.api.Type;
import io.mailyard.api.Types;
import io.mailyard.base.NameRules;
import java.util.List;

/**
 * The system name of an account, the right part of {@code login@name}: kept as given, unique
 * without regard to case (docs/spec/admin-api.md, section 2).
 */
public record AccountName(String text) {
    static final int MAX_CHARS = 128;

    /** A name that exists or is searched for; {@link #given} checks more. */
    public AccountName {
        NameRules.known(text, MAX_CHARS);
    }

    /**
     * A new name for an account.
     *
     * @throws IllegalArgumentException with the reason if it violates {@link NameRules}
     */
    public static AccountName given(String text) {
        return new AccountName(NameRules.checked(text, MAX_CHARS));
    }

    /** The type of a parameter that names an account. */
    static Type<AccountName> type() {
        return Types.text(0, 4096)
                .map(AccountName::new)
                .described("minLength", 1)
                .described("maxLength", MAX_CHARS)
                .forNew(name -> NameRules.visible(name.text()));
    }

    /** The key that names share which are equal without regard to case. */
    public String key() {
        return NameRules.key(text);
    }

    /** The keys under which the name may be stored, see {@link NameRules#keys}. */
    List<String> keys() {
        return NameRules.keys(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
