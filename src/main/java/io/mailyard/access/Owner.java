package io.mailyard.access;

import io.mailyard.api.Audience;
import io.mailyard.base.AccountId;
import java.util.Set;

/** Owner of a token. */
public sealed interface Owner {
    /**
     * The platform: an administrator's token.
     *
     * @param accounts accounts it is bound to; empty for all
     */
    record PlatformOwner(Set<AccountId> accounts) implements Owner {
        public PlatformOwner {
            accounts = Set.copyOf(accounts);
        }

        /** Whether it reaches every account that the other does. */
        boolean covers(PlatformOwner other) {
            return accounts.isEmpty()
                    || (!other.accounts.isEmpty() && accounts.containsAll(other.accounts));
        }
    }

    /** An account: its own token. */
    record AccountOwner(AccountId id) implements Owner {}

    /** The platform, all of it. */
    static Owner platform() {
        return new PlatformOwner(Set.of());
    }

    /** The account, or {@link AccountId#PLATFORM}. */
    default AccountId account() {
        return switch (this) {
            case PlatformOwner _ -> AccountId.PLATFORM;
            case AccountOwner(AccountId id) -> id;
        };
    }

    /** Whether it reaches every account that the other does. */
    default boolean covers(Owner other) {
        return switch (this) {
            case PlatformOwner own -> other instanceof PlatformOwner others && own.covers(others);
            case AccountOwner _ -> equals(other);
        };
    }

    /** Calls that accept such a token. */
    default Audience audience() {
        return switch (this) {
            case PlatformOwner _ -> Audience.ADMINISTRATOR;
            case AccountOwner _ -> Audience.ACCOUNT;
        };
    }
}
