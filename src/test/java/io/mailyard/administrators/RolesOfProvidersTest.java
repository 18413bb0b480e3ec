package io.mailyard.administrators;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Own roles that a provider gives, and that are renamed or deleted. */
@ParameterizedClass
@EnumSource
class RolesOfProvidersTest {
    private static final List<String> KINDS = List.of("oidc_providers", "ldap_servers");

    private final TestServer server;
    private final Api admin;
    private final String name = Api.unique("Ops");

    RolesOfProvidersTest(StoreKind kind) {
        this.server = TestServer.of(kind);
        this.admin = server.api();
    }

    private long role() {
        return admin.call("roles/save", "name", name, "scopes", List.of("accounts:read")).savedId();
    }

    /** A provider that gives the role and one of the program. */
    private long provider(String calls) {
        List<Object> params =
                new ArrayList<>(
                        List.of(
                                "name",
                                Api.unique("p"),
                                "roles",
                                Map.of("cn=ops,dc=x", name, "cn=help,dc=x", "support")));
        params.addAll(
                calls.equals("ldap_servers")
                        ? List.of("address", "ldaps://d.example", "user_base", "dc=x")
                        : List.of("issuer", "https://" + Api.unique("i") + ".example"));
        if (calls.equals("oidc_providers")) {
            params.addAll(Arrays.asList("client_id", "x"));
        }
        return admin.call(calls + "/save", params.toArray()).savedId();
    }

    private String given(String calls, long id) {
        return admin.call(calls + "/get", "id", id).ok().at("data.roles").toString();
    }

    @Test
    void renamedRole_isRenamedInProviders() {
        long role = role();
        for (String calls : KINDS) {
            long provider = provider(calls);
            admin.call("roles/save", "id", role, "name", name + "2").ok();
            assertThat(given(calls, provider)).contains(name + "2", "support");
            admin.call("roles/save", "id", role, "name", name).ok();
            assertThat(given(calls, provider)).contains(name, "support").doesNotContain(name + "2");
            admin.call(calls + "/delete", "id", provider).ok();
        }
        admin.call("roles/delete", "id", role).ok();
    }

    @Test
    void roleThatAProviderGives_isNotDeleted() {
        long role = role();
        for (String calls : KINDS) {
            long provider = provider(calls);
            Answer refused = admin.call("roles/delete", "id", role);
            assertThat(refused.error()).isEqualTo(409);
            assertThat(refused.text())
                    .contains(
                            admin.call(calls + "/get", "id", provider).ok().at("data.name").text());
            admin.call(calls + "/delete", "id", provider).ok();
        }
        admin.call("roles/delete", "id", role).ok();
    }

    /** Rows of before: a role could be deleted and renamed in spite of providers. */
    @Test
    void providerOfARoleThatIsGone_isMendedSwitchedOffAndDeleted() {
        for (String calls : KINDS) {
            long role = role();
            long provider = provider(calls);
            long other = provider(calls);
            server.database()
                    .write(tx -> tx.update("DELETE FROM administrator_roles WHERE id = ?", role));
            Map<String, String> more =
                    Map.of("cn=ops,dc=x", name, "cn=y,dc=x", Api.unique("unknown"));
            assertThat(admin.call(calls + "/save", "id", provider, "roles", more).error())
                    .isEqualTo(400);
            admin.call(calls + "/save", "id", provider, "active", false).ok();
            admin.call(calls + "/save", "id", provider, "roles", Map.of("cn=y,dc=x", "support"))
                    .ok();
            assertThat(given(calls, provider)).doesNotContain(name);
            admin.call(calls + "/delete", "id", provider).ok();
            admin.call(calls + "/delete", "id", other).ok();
        }
    }

    /** The roles that are there are still looked at: its people may do more than the caller. */
    @Test
    void providerThatGivesMore_isNotChangedByOthers() {
        try (SignInPeople people = new SignInPeople(server)) {
            String weak = Api.unique("weak");
            admin.call("roles/save", "name", weak, "scopes", List.of("administrators:write")).ok();
            Api api = people.signedIn(weak);
            for (String calls : KINDS) {
                long role = role();
                long provider = provider(calls);
                server.database()
                        .write(tx ->
                                tx.update("DELETE FROM administrator_roles WHERE id = ?", role));
                assertThat(api.call(calls + "/save", "id", provider, "active", false).error())
                        .isEqualTo(403);
                admin.call(calls + "/delete", "id", provider).ok();
            }
        }
    }
}
