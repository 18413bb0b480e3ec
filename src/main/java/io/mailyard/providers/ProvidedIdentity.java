package io.mailyard.providers;

import java.util.Set;

/**
 * A person as a provider knows them.
 *
 * @param provider whose word it is, such as {@code oidc:1}
 * @param providerName its name, for people
 * @param subject by which the provider tells its people apart; never given to another
 * @param login what the person is called there; empty where it says nothing
 * @param name for people; empty where it says nothing
 * @param email empty where it says nothing, or has not verified it
 * @param groups values by which roles are given
 * @param roles the roles that values give, in the order of the provider's list
 */
public record ProvidedIdentity(
        String provider,
        String providerName,
        String subject,
        String login,
        String name,
        String email,
        Set<String> groups,
        RoleMap roles) {
    public ProvidedIdentity {
        groups = Set.copyOf(groups);
    }
}
