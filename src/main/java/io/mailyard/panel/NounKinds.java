package io.mailyard.panel;

import io.mailyard.fields.Field;
import io.mailyard.fields.Fields;
import io.mailyard.panel.ListView.Column;
import io.mailyard.providers.LdapServer;
import io.mailyard.providers.OidcProvider;
import io.mailyard.tariffs.Tariff;
import io.mailyard.wire.Value;
import java.util.List;
import java.util.Set;

/** The kinds of objects that have pages made from their declared fields. */
final class NounKinds {
    private static final Set<String> LIMITS =
            Set.of("messages_per_month", "messages_per_day", "messages_per_hour", "overrun");

    private static final List<String> TARIFF_SORTS =
            List.of(
                    "id",
                    "-id",
                    "name",
                    "-name",
                    "messages_per_month",
                    "-messages_per_month",
                    "messages_per_day",
                    "-messages_per_day",
                    "messages_per_hour",
                    "-messages_per_hour");

    private NounKinds() {}

    static NounKind tariffs() {
        List<Field<?>> settable = Fields.settable(Tariff.FIELDS);
        return new NounKind(
                "tariffs",
                "tariffs",
                Section.TARIFFS,
                "tags",
                settable,
                settable.stream().filter(field -> LIMITS.contains(field.name())).toList(),
                "name",
                (_, _) -> "",
                words -> List.of(Column.number(words.text("column.accounts"))),
                (signedIn, tariff) -> List.of(TableCell.number(accounts(signedIn, tariff))),
                new ListExtras(TARIFF_SORTS, "overrun", List.of("refuse", "flag")));
    }

    static NounKind oidcProviders(PageRenderer pages) {
        List<Field<?>> settable = Fields.settable(OidcProvider.FIELDS);
        return new NounKind(
                "oidc_providers",
                "administrators",
                Section.ACCESS,
                "shield-check",
                settable,
                List.of(),
                "name",
                (_, provider) -> Values.text(provider, "issuer"),
                words -> List.of(Column.of(words.text("column.state"))),
                (signedIn, provider) ->
                        List.of(new TableCell.StateCell(ProviderExtras.state(signedIn, provider))),
                new ProviderExtras(pages, "oidc_providers"));
    }

    static NounKind ldapServers(PageRenderer pages) {
        List<Field<?>> settable = Fields.settable(LdapServer.FIELDS);
        return new NounKind(
                "ldap_servers",
                "administrators",
                Section.ACCESS,
                "shield-check",
                settable,
                List.of(),
                "name",
                (_, server) -> Values.text(server, "address"),
                words -> List.of(Column.of(words.text("column.state"))),
                (signedIn, server) ->
                        List.of(new TableCell.StateCell(ProviderExtras.state(signedIn, server))),
                new ProviderExtras(pages, "ldap_servers"));
    }

    private static String accounts(SignedIn signedIn, Value.Members tariff) {
        if (!signedIn.person().mayRead("accounts")) {
            return "";
        }
        CallResult on =
                signedIn.calls()
                        .call(
                                "accounts/list",
                                "limit",
                                1,
                                "tariff_id",
                                Values.number(tariff, "id"));
        return signedIn.words().number(on.number("total_count"));
    }
}
