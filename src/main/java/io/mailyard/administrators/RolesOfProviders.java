package io.mailyard.administrators;

import io.mailyard.db.Tx;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.Fields;
import io.mailyard.providers.LdapServer;
import io.mailyard.providers.OidcProvider;
import io.mailyard.providers.Provider;
import io.mailyard.providers.ProviderKind;
import io.mailyard.providers.RoleMap;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/** Roles that providers of administrators give, by name. */
final class RolesOfProviders {
    private static final List<RoleGivers<?>> KINDS =
            List.of(
                    new RoleGivers<>(
                            OidcProvider.KIND, OidcProvider::roles, OidcProvider::withRoles),
                    new RoleGivers<>(LdapServer.KIND, LdapServer::roles, LdapServer::withRoles));

    private RolesOfProviders() {}

    /** Providers of one kind, of which there are few. */
    private record RoleGivers<P extends Provider>(
            ProviderKind<P> kind, Function<P, RoleMap> roles, BiFunction<P, RoleMap, P> withRoles) {

        Stream<P> giving(Tx tx, String role) {
            return kind.table().where(tx, FieldTable.ALL).stream()
                    .filter(provider -> roles.apply(provider).byValue().containsValue(role));
        }

        void rename(Change change, String from, String to) {
            giving(change.tx(), from)
                    .forEach(before -> {
                        P renamed = withRoles.apply(before, roles.apply(before).renamed(from, to));
                        P after =
                                kind.of(
                                        renamed.values()
                                                .with(ProviderKind.UPDATED_AT, change.now()));
                        change.recordChange(
                                kind.calls() + ".save",
                                Subject.of(kind.subject(), after.id()),
                                out -> Fields.write(out, kind.audited(), before.values()),
                                out -> Fields.write(out, kind.audited(), after.values()));
                        kind.table().update(change.tx(), after);
                    });
        }
    }

    /** Renames a role in all providers that give it. */
    static void rename(Change change, String from, String to) {
        if (!from.equals(to)) {
            KINDS.forEach(kind -> kind.rename(change, from, to));
        }
    }

    /** A provider that gives a role; empty: none does. */
    static Optional<Provider> giving(Tx tx, String role) {
        return KINDS.stream().<Provider>flatMap(kind -> kind.giving(tx, role)).findFirst();
    }
}
