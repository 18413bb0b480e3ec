package io.mailyard.users;

import io.mailyard.access.Scopes;
import io.mailyard.accounts.Account;
import io.mailyard.base.AccountId;
import io.mailyard.signin.Person;
import io.mailyard.templates.Language;
import java.time.ZoneId;
import java.util.Set;

/**
 * A user of an account as one who signs in.
 *
 * @param owner the account, never a deleted one
 */
public record PortalUser(User user, Account owner) implements Person {
    /**
     * Scopes of users who do not have all rights: to see everything, look in DNS for what a domain
     * lacks, keep the suppression list, and their own profile.
     */
    private static final Scopes SOME =
            new Scopes(
                    Set.of(
                            "read",
                            Scopes.CONTENT,
                            Scopes.CHECK,
                            "suppressions:write",
                            "profile:write"));

    @Override
    public long number() {
        return user.id().value();
    }

    @Override
    public String signInName() {
        return user.login() + "@" + owner.name();
    }

    /** First and last name, or the login where there is none. */
    public String displayName() {
        String name = (user.firstName() + " " + user.lastName()).strip();
        return name.isEmpty() ? user.login().text() : name;
    }

    @Override
    public AccountId account() {
        return owner.id();
    }

    @Override
    public boolean active() {
        return user.active() && owner.active();
    }

    @Override
    public boolean isToldOfSwitchOff() {
        return true;
    }

    @Override
    public boolean mustChangePassword() {
        // who has none, such as somebody whom a provider signs in, has nothing to change
        return user.mustChangePassword() && user.hasPassword();
    }

    @Override
    public boolean hasSecondFactor() {
        return user.hasSecondFactor();
    }

    @Override
    public boolean mustAddSecondFactor() {
        return owner.forcesSecondFactor() && !hasSecondFactor();
    }

    /** Whether nothing but the notice of the freeze is shown. */
    public boolean frozen() {
        return owner.frozen().isPresent();
    }

    @Override
    public String email() {
        return user.email();
    }

    @Override
    public Language language() {
        return Language.of(user.lang());
    }

    @Override
    public ZoneId timezone() {
        return user.timezone().orElse(owner.timezone());
    }

    /** Scopes of the user in the account. */
    Scopes scopes() {
        return user.master() ? Scopes.ALL_OF_ACCOUNT : SOME;
    }
}
