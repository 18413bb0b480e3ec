package io.mailyard.writes;

import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bodies of calls about administrators and roles that change something, for {@link DryRunTest}. */
final class AdministratorDryRuns {
    private static final String PASSWORD = "korrekt-Pferd-9-Batterie";

    private AdministratorDryRuns() {}

    /** By what each is called; each makes what it needs. */
    static Map<String, Supplier<Map<String, @Nullable Object>>> bodies(Api api, String call) {
        return switch (call) {
            case "administrators/save" ->
                    Map.of(
                            "create",
                            () -> person(Api.unique("p")),
                            "update",
                            () -> Body.members("id", saved(api), "role", "auditor"));
            case "administrators/delete" -> Map.of("person", () -> Body.members("id", saved(api)));
            case "roles/save" ->
                    Map.of(
                            "create",
                            () -> role(Api.unique("r")),
                            "update",
                            () ->
                                    Body.members(
                                            "id", savedRole(api), "scopes", List.of("audit:read")));
            case "roles/delete" -> Map.of("role", () -> Body.members("id", savedRole(api)));
            case "oidc_providers/save" ->
                    Map.of(
                            "create",
                            () -> provider(),
                            "update",
                            () -> Body.members("id", savedProvider(api), "client_secret", "new"));
            case "ldap_servers/save" ->
                    Map.of(
                            "create",
                            () -> directory(),
                            "update",
                            () -> Body.members("id", savedDirectory(api), "bind_password", "new"));
            case "ldap_servers/delete" ->
                    Map.of("directory", () -> Body.members("id", savedDirectory(api)));
            case "account_providers/save" ->
                    Map.of(
                            "create",
                            () -> accountProvider(api),
                            "update",
                            () -> savedAccountProvider(api, "client_secret", "new"));
            case "account_providers/delete" ->
                    Map.of(
                            "provider",
                            () -> {
                                Map<String, @Nullable Object> made = savedAccountProvider(api);
                                made.keySet().retainAll(List.of("id", "account_id"));
                                return made;
                            });
            case "oidc_providers/delete" ->
                    Map.of("provider", () -> Body.members("id", savedProvider(api)));
            default -> Map.of();
        };
    }

    private static Map<String, @Nullable Object> directory() {
        return Body.members(
                "name",
                Api.unique("d"),
                "address",
                "ldaps://192.0.2.8",
                "user_dn",
                "uid={login},dc=example",
                "roles",
                Map.of("cn=ops,dc=example", "support"));
    }

    private static long savedDirectory(Api api) {
        return api.json("ldap_servers/save", Body.json(directory())).savedId();
    }

    private static Map<String, @Nullable Object> provider() {
        return Body.members(
                "name",
                Api.unique("p").toLowerCase(Locale.ROOT),
                "issuer",
                "https://192.0.2.7",
                "client_id",
                "mailyard",
                "roles",
                Map.of("ops", "support"));
    }

    private static long savedProvider(Api api) {
        return api.json("oidc_providers/save", Body.json(provider())).savedId();
    }

    private static Map<String, @Nullable Object> accountProvider(Api api) {
        Map<String, @Nullable Object> members = provider();
        members.put("roles", Map.of("bosses", "master"));
        members.put("account_id", api.newAccount());
        return members;
    }

    private static Map<String, @Nullable Object> savedAccountProvider(
            Api api, @Nullable Object... more) {
        Map<String, @Nullable Object> members = accountProvider(api);
        long id = api.json("account_providers/save", Body.json(members)).savedId();
        members.put("id", id);
        members.putAll(Body.members(more));
        return members;
    }

    private static Map<String, @Nullable Object> person(String login) {
        return Body.members("login", login, "role", "support", "password", PASSWORD);
    }

    private static long saved(Api api) {
        return api.json("administrators/save", Body.json(person(Api.unique("p")))).savedId();
    }

    private static Map<String, @Nullable Object> role(String name) {
        return Body.members("name", name, "scopes", List.of("read"));
    }

    private static long savedRole(Api api) {
        return api.json("roles/save", Body.json(role(Api.unique("r")))).savedId();
    }
}
