package io.mailyard.providers;

import io.mailyard.db.Tx;
import io.mailyard.fields.FieldTable;
import java.time.Instant;
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
 * @param version when the provider that was asked had been changed last
 */
public record ProvidedIdentity(
        String provider,
        String providerName,
        String subject,
        String login,
        String name,
        String email,
        Set<String> groups,
        RoleMap roles,
        Instant version) {
    public ProvidedIdentity {
        groups = Set.copyOf(groups);
    }

    /** Whether the provider still signs people in, by the roles that it had when it was asked. */
    public boolean isOfNow(Tx tx) {
        boolean isDirectory = provider.startsWith("ldap:");
        FieldTable<?> table = isDirectory ? LdapServer.TABLE : OidcProvider.TABLE;
        return table.count(
                        tx,
                        "active = 1 AND id = ? AND updated_at = ?",
                        Long.parseLong(provider.substring(provider.indexOf(':') + 1)),
                        version)
                == 1;
    }
}
