package io.mailyard.access;

import io.mailyard.api.Audience;
import io.mailyard.base.AccountId;
import java.util.Set;

/** Whose a token is. */
public sealed interface Owner {
    /**
     * The platform's: an administrator's token.
     *
     * @param accounts the accounts it is bound to; empty: all
     */
    record Platform(Set<AccountId> accounts) implements Owner {
        public Platform {
            accounts = Set.copyOf(accounts);
        }

        /** Whether it reaches every account that the other does. */
        boolean covers(Platform other) {
            return accounts.isEmpty()
                    || (!other.accounts.isEmpty() && accounts.containsAll(other.accounts));
        }
    }

    /** One account's own. */
    record Account(AccountId id) implements Owner {}

    /** The platform, all of it. */
    static Owner platform() {
        return new Platform(Set.of());
    }

    /** The account, or {@link AccountId#PLATFORM}. */
    default AccountId account() {
        return switch (this) {
            case Platform _ -> AccountId.PLATFORM;
            case Account(AccountId id) -> id;
        };
    }

    /** Which calls take such a token. */
    default Audience audience() {
        return switch (this) {
            case Platform _ -> Audience.ADMINISTRATOR;
            case Account _ -> Audience.ACCOUNT;
        };
    }
}
