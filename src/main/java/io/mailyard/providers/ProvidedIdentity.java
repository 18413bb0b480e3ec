package io.mailyard.providers;

import io.mailyard.db.Tx;
import java.util.Set;

/**
 * A person as a provider knows them.
 *
 * @param provider whose word it is, as it was when it was asked
 * @param subject by which the provider tells its people apart; never given to another
 * @param login what the person is called there; empty where it says nothing
 * @param name for people; empty where it says nothing
 * @param email empty where it says nothing, or that it has not verified it
 * @param emailVerified whether it says that it has verified the address
 * @param groups values by which roles are given
 * @param roles the roles that values give, in the order of the provider's list
 * @param factors how the person was checked there (RFC 8176); empty where it says nothing
 */
public record ProvidedIdentity(
        Provider provider,
        String subject,
        String login,
        String name,
        String email,
        boolean emailVerified,
        Set<String> groups,
        RoleMap roles,
        Set<String> factors) {
    public ProvidedIdentity {
        groups = Set.copyOf(groups);
        factors = Set.copyOf(factors);
    }

    /** The provider's name, for people. */
    public String providerName() {
        return provider.name();
    }

    /** Whether the provider still signs people in, as it was when it was asked. */
    public boolean isOfNow(Tx tx) {
        return provider.isOfNow(tx);
    }
}
