package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.Arg.placeOrNone;
import static io.mailyard.cli.ArgumentKind.FLAG;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.SECRET;
import static io.mailyard.cli.ArgumentKind.TEXT;

import io.mailyard.providers.AccountProvider;
import io.mailyard.providers.LdapServer;
import io.mailyard.providers.OidcProvider;
import java.util.List;

/** Commands about identity providers of every kind. */
final class ProviderCommands {
    private static final Arg ID = place("id", NUMBER, "The provider's id.");

    private static final Arg SEARCH =
            option("search", TEXT, "Those with this in the name or where they are.");
    private static final Arg ACTIVE =
            option("active", FLAG, "Those that are on; false: those that are off.");
    private static final Arg SORT = option("sort", TEXT, "By id or name; with - descending.");

    private ProviderCommands() {}

    static Noun oidc() {
        return new Noun(
                "oidc-providers",
                "OpenID provider",
                "OpenID providers that sign administrators in.",
                List.of(
                        Operation.list(
                                "list",
                                "oidc_providers/list",
                                "Lists OpenID providers.",
                                List.of("id", "name", "title", "issuer", "client_id", "active"),
                                SEARCH,
                                ACTIVE,
                                SORT,
                                Arg.FROM,
                                Arg.FROM_ID),
                        Operation.show(
                                "get",
                                "oidc_providers/get",
                                "Shows an OpenID provider, with the address to register there.",
                                ID),
                        Operation.save(
                                "save",
                                "oidc_providers/save",
                                "Creates an OpenID provider, or changes one.",
                                "saved",
                                Arg.of(
                                        OidcProvider.FIELDS,
                                        placeOrNone(
                                                "id",
                                                NUMBER,
                                                "The provider to change; absent: a new one."),
                                        option(
                                                "client_secret",
                                                SECRET,
                                                "A file whose first line is the client's secret; -"
                                                        + " reads it."))),
                        Operation.delete(
                                "delete",
                                "oidc_providers/delete",
                                "Deletes an OpenID provider that signs nobody in.",
                                ID),
                        Operation.show(
                                "test",
                                "oidc_providers/test",
                                "Reads a provider's discovery document and keys now.",
                                ID)));
    }

    static Noun ofAccounts() {
        Arg account =
                new Arg(
                        "account_id",
                        NUMBER,
                        "--account-id",
                        true,
                        "The account whose users they sign in.");
        return new Noun(
                "account-providers",
                "OpenID provider",
                "OpenID providers that sign the users of an account in.",
                List.of(
                        Operation.list(
                                "list",
                                "account_providers/list",
                                "Lists an account's OpenID providers.",
                                List.of("id", "name", "issuer", "email_domains", "active"),
                                account,
                                SEARCH,
                                ACTIVE,
                                SORT,
                                Arg.FROM,
                                Arg.FROM_ID),
                        Operation.show(
                                "get",
                                "account_providers/get",
                                "Shows one, with the address to register there.",
                                ID,
                                account),
                        save(account),
                        Operation.delete(
                                "delete",
                                "account_providers/delete",
                                "Deletes one: sessions that it opened end, users stay.",
                                ID,
                                account),
                        Operation.show(
                                "test",
                                "account_providers/test",
                                "Reads its discovery document and keys now.",
                                ID,
                                account),
                        identities(account),
                        Operation.delete(
                                "unlink",
                                "account_providers/identities/delete",
                                "Has a provider know a user no more; the user stays.",
                                ID,
                                place("name", TEXT, "The user's login."),
                                account)));
    }

    private static Operation save(Arg account) {
        return Operation.save(
                "save",
                "account_providers/save",
                "Creates an OpenID provider of an account, or changes one.",
                "saved",
                Arg.of(
                        AccountProvider.FIELDS,
                        placeOrNone("id", NUMBER, "The provider to change; absent: a new one."),
                        account,
                        option(
                                "client_secret",
                                SECRET,
                                "A file whose first line is the client's secret; - reads it.")));
    }

    private static Operation identities(Arg account) {
        return Operation.list(
                "identities",
                "account_providers/identities/list",
                "Lists whom a provider knows as which user, or with --name by which providers a"
                        + " user signs in.",
                List.of("user_id", "username", "provider_id", "provider", "subject", "linked_at"),
                account,
                option("id", NUMBER, "Only those of this provider."),
                option("name", TEXT, "Only those of the user of this login."),
                option("search", TEXT, "Those with this in login or subject."),
                option("sort", TEXT, "By id, username, subject or linked_at; with - descending."),
                Arg.FROM,
                Arg.FROM_ID);
    }

    static Noun ldap() {
        return new Noun(
                "ldap-servers",
                "directory",
                "Directories (LDAP) that sign administrators in.",
                List.of(
                        Operation.list(
                                "list",
                                "ldap_servers/list",
                                "Lists directories.",
                                List.of("id", "name", "address", "user_base", "active"),
                                SEARCH,
                                ACTIVE,
                                SORT,
                                Arg.FROM,
                                Arg.FROM_ID),
                        Operation.show("get", "ldap_servers/get", "Shows a directory.", ID),
                        Operation.save(
                                "save",
                                "ldap_servers/save",
                                "Creates a directory, or changes one.",
                                "saved",
                                Arg.of(
                                        LdapServer.FIELDS,
                                        placeOrNone(
                                                "id",
                                                NUMBER,
                                                "The directory to change; absent: a new one."),
                                        option(
                                                "bind_password",
                                                SECRET,
                                                "A file whose first line is the password of bind_dn;"
                                                        + " - reads it."))),
                        Operation.delete(
                                "delete",
                                "ldap_servers/delete",
                                "Deletes a directory that signs nobody in.",
                                ID),
                        Operation.show(
                                "test",
                                "ldap_servers/test",
                                "Binds to a directory as bind_dn, and looks for user_base.",
                                ID)));
    }
}
