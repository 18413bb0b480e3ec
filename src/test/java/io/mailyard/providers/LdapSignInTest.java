package io.mailyard.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Administrators sign in by a real directory, OpenLDAP. */
class LdapSignInTest {
    private static TestServer server;
    private static SlapdServer directory;
    private static Api admin;

    @BeforeAll
    static void start() {
        directory = SlapdServer.start();
        server = TestServer.start(StoreKind.SQLITE, "identity-providers.private-networks=allow");
        admin = server.api();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        if (directory != null) {
            directory.close();
        }
    }

    @AfterEach
    void remove() {
        admin.call("administrators/list", "limit", 1000).ok().at("data").items().stream()
                .filter(row -> row.at("provider_kind").text().equals("ldap"))
                .forEach(row ->
                        admin.call("administrators/delete", "id", row.at("id").number()).ok());
        admin.call("ldap_servers/list")
                .ok()
                .at("data")
                .items()
                .forEach(
                        row -> admin.call("ldap_servers/delete", "id", row.at("id").number()).ok());
    }

    private static long save(@Nullable Object... more) {
        Map<String, @Nullable Object> members =
                Body.members(
                        "name",
                        Api.unique("directory"),
                        "address",
                        directory.tls(),
                        "ca",
                        directory.certificate(),
                        "bind_dn",
                        "cn=reader," + SlapdServer.BASE,
                        "bind_password",
                        "reads-only",
                        "user_base",
                        "ou=people," + SlapdServer.BASE,
                        "group_base",
                        "ou=groups," + SlapdServer.BASE,
                        "roles",
                        Map.of("mail-help", "support"));
        members.putAll(Body.members(more));
        return admin.json("ldap_servers/save", Body.json(members)).savedId();
    }

    private static ProviderBrowser browser() {
        return new ProviderBrowser(server.uri(), "http://nowhere");
    }

    private static HttpResponse<String> signIn(
            ProviderBrowser browser, String login, String password) {
        return browser.post(
                "/admin/signin", "login=" + encoded(login) + "&password=" + encoded(password));
    }

    private static int status(String login, String password) {
        return signIn(browser(), login, password).statusCode();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String role(String login) {
        return admin.call("administrators/list", "limit", 1000).ok().at("data").items().stream()
                .filter(row -> row.at("login").text().equals(login))
                .map(row -> row.at("role").text())
                .findFirst()
                .orElse("");
    }

    @Test
    void rightPassword_makesThePersonWithTheRoleOfTheGroup() {
        save();
        ProviderBrowser browser = browser();
        assertThat(signIn(browser, "ann", "right-ann").statusCode()).isEqualTo(303);
        assertThat(browser.get("/admin").body()).contains("Person ann");
        assertThat(role("ann")).isEqualTo("support");
        assertThat(status("ann", "wrong")).isEqualTo(422);
        assertThat(status("nobody", "right-ann")).isEqualTo(422);
        assertThat(admin.call("audit/list", "action", "administrators.sign_in").ok().text())
                .contains("ann");
        // the password again, for what needs it, is the directory's too
        assertThat(browser.get("/admin/profile").body()).contains("name=\"present\"");
    }

    /** A bind with a name and no password is anonymous, and succeeds at many servers. */
    @Test
    void emptyPassword_isWrong() {
        save();
        assertThat(status("ann", "")).isEqualTo(422);
        assertThat(role("ann")).isEmpty();
    }

    @Test
    void loginsWithCharactersOfFilters_findNobodyElse() {
        save("roles", Map.of("mail-help", "support", "staff", "auditor"));
        for (String login :
                List.of("*", "a*", "ann)(uid=*", "*)(|(uid=ann", "ann\u0000", "ann\\2a", "(ann)")) {
            assertThat(status(login, "right-ann")).as(login).isEqualTo(422);
        }
        assertThat(role("ann")).isEmpty();
        // one that is in the directory with such characters is found, and has no role
        HttpResponse<String> odd = signIn(browser(), "o'neil (jr)", "right-o'neil (jr)");
        assertThat(odd.body()).contains("Your password is right");
    }

    @Test
    void templateOfDn_needsNobodyWhoSearches() {
        save(
                "bind_dn",
                "",
                "bind_password",
                "",
                "user_base",
                "",
                "user_dn",
                "uid={login},ou=people," + SlapdServer.BASE,
                "group_base",
                "",
                "roles",
                Map.of("cn=mail-help,ou=groups," + SlapdServer.BASE, "support"));
        assertThat(status("ann", "right-ann")).isEqualTo(303);
        for (String login :
                List.of("ann,ou=people," + SlapdServer.BASE + "+cn=x", "x,uid=ann", "ann\\,x")) {
            assertThat(status(login, "right-ann")).as(login).isEqualTo(422);
        }
    }

    @Test
    void groups_areSearchedForWherePeopleDoNotListThem() {
        save(
                "groups_attribute",
                "",
                "group_base",
                "ou=groups," + SlapdServer.BASE,
                "roles",
                Map.of("CN=Mail-Help, OU=groups, " + SlapdServer.BASE, "support"));
        assertThat(status("ann", "right-ann")).isEqualTo(303);
        assertThat(role("ann")).isEqualTo("support");
    }

    /** A directory has many who may make groups somewhere. */
    @Test
    void groupOfTheSameNameElsewhere_givesNoRole() {
        String other = "cn=staff,ou=people," + SlapdServer.BASE;
        directory.group(other, "ann");
        try {
            save("roles", Map.of("staff", "master"));
            assertThat(status("ann", "right-ann")).isEqualTo(422);
            assertThat(role("ann")).isEmpty();
            assertThat(status("bob", "right-bob")).isEqualTo(303);
            assertThat(role("bob")).isEqualTo("master");
            remove();
            save("group_base", "", "roles", Map.of(other, "auditor"));
            assertThat(status("ann", "right-ann")).isEqualTo(303);
            assertThat(role("ann")).isEqualTo("auditor");
        } finally {
            directory.remove(other);
        }
    }

    /** Who may make groups below group_base does not make one that is called like another's DN. */
    @Test
    void groupCalledLikeTheDnOfAnother_givesNoRole() {
        String wanted = "cn=bosses,ou=groups," + SlapdServer.BASE;
        String called =
                "cn="
                        + wanted.replace("=", "\\3D").replace(",", "\\2C")
                        + ",ou=groups,"
                        + SlapdServer.BASE;
        directory.group(called, "ann");
        try {
            save("roles", Map.of(wanted, "master"));
            assertThat(status("ann", "right-ann")).isEqualTo(422);
            assertThat(role("ann")).isEmpty();
        } finally {
            directory.remove(called);
        }
    }

    @Test
    void bareNameWithoutABase_isRefused() {
        long id = save();
        Answer refused = admin.call("ldap_servers/save", "id", id, "group_base", "");
        assertThat(refused.error()).isEqualTo(400);
        assertThat(refused.text()).contains("roles", "mail-help", "whole DN, or group_base");
        admin.call("ldap_servers/save", "id", id, "group_base", "", "active", false).ok();
        admin.call(
                        "ldap_servers/save",
                        "id",
                        id,
                        "active",
                        true,
                        "groups_attribute",
                        "departmentNumber")
                .ok();
    }

    @Test
    void groupTakenAway_refusesTheNextSignInAndEndsSessions() {
        save("roles", Map.of("staff", "support"));
        ProviderBrowser browser = browser();
        assertThat(signIn(browser, "bob", "right-bob").statusCode()).isEqualTo(303);
        String group = "cn=staff,ou=groups," + SlapdServer.BASE;
        String ann = "uid=ann,ou=people," + SlapdServer.BASE;
        String bob = "uid=bob,ou=people," + SlapdServer.BASE;
        directory.modify("dn: " + group, "changetype: modify", "replace: member", "member: " + ann);
        try {
            HttpResponse<String> refused = signIn(browser(), "bob", "right-bob");
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body()).contains("you may not come in here");
            assertThat(browser.get("/admin").statusCode()).isEqualTo(303);
        } finally {
            directory.modify(
                    "dn: " + group, "changetype: modify", "replace: member", "member: " + bob);
        }
    }

    @Test
    void tls_isCheckedAgainstTheGivenCertificates() {
        save("address", directory.plain(), "start_tls", true);
        assertThat(status("ann", "right-ann")).isEqualTo(303);
        remove();
        save("ca", "");
        HttpResponse<String> untrusted = signIn(browser(), "ann", "right-ann");
        assertThat(untrusted.body()).contains("does not answer");
        assertThat(admin.call("ldap_servers/save", "name", "x", "ca", "no pem").error())
                .isEqualTo(400);
    }

    @Test
    void personOfThisServer_isNotAskedElsewhere() {
        save("roles", Map.of("mail-help", "master"));
        admin.call(
                        "administrators/save",
                        "login",
                        "ann",
                        "role",
                        "auditor",
                        "password",
                        "violet-Harbour-93-lamp")
                .ok();
        try {
            assertThat(status("ann", "right-ann")).isEqualTo(422);
            assertThat(role("ann")).isEqualTo("auditor");
        } finally {
            admin.call("administrators/list", "limit", 1000).ok().at("data").items().stream()
                    .filter(row -> row.at("login").text().equals("ann"))
                    .forEach(row ->
                            admin.call("administrators/delete", "id", row.at("id").number()).ok());
        }
    }

    private static long refused(String reason) {
        return admin
                .call("audit/list", "action", "administrators.sign_in_refused", "limit", 1000)
                .ok()
                .at("data")
                .items()
                .stream()
                .filter(row -> row.at("after.reason").text().equals(reason))
                .count();
    }

    /** One that is away must not make guesses at another free. */
    @Test
    void wrongPasswordAtOneOfTwo_isAuditedWhereTheOtherIsAway() {
        save();
        save("address", "ldaps://127.0.0.1:1");
        String login = Api.unique("nobody");
        long before = refused("unknown_login");
        assertThat(signIn(browser(), login, "falsch-Pferd-9").body()).contains("does not answer");
        assertThat(refused("unknown_login")).isEqualTo(before + 1);
        assertThat(status("ann", "right-ann")).isEqualTo(303);
    }

    @Test
    void directoryAway_tellsNobodyWhichLoginsAreHere() {
        save("address", "ldaps://127.0.0.1:1");
        String login = Api.unique("local");
        long id =
                admin.json(
                                "administrators/save",
                                Body.json(
                                        Body.members(
                                                "login",
                                                login,
                                                "role",
                                                "administrator",
                                                "password",
                                                "violet-Harbour-93-lamp",
                                                "must_change_password",
                                                false)))
                        .savedId();
        try {
            for (String tried : List.of(login, Api.unique("nobody"))) {
                HttpResponse<String> refused = signIn(browser(), tried, "falsch-Pferd-9");
                assertThat(refused.statusCode()).as(tried).isEqualTo(422);
                assertThat(refused.body())
                        .as(tried)
                        .contains("is wrong, or a directory that keeps passwords does not answer");
            }
            ProviderBrowser own = browser();
            assertThat(signIn(own, login, "violet-Harbour-93-lamp").statusCode()).isEqualTo(303);
            assertThat(own.get("/admin").statusCode()).isEqualTo(200);
        } finally {
            admin.call("administrators/delete", "id", id).ok();
        }
    }

    @Test
    void directory_isTriedAndItsPasswordNeverShown() {
        long id = save();
        assertThat(admin.call("ldap_servers/test", "id", id).ok().at("data.works").toString())
                .isEqualTo("true");
        for (Object[] change :
                List.of(
                        new Object[] {"address", "ldaps://attacker.example"},
                        new Object[] {"address", "ldap://127.0.0.1:1"},
                        new Object[] {"start_tls", true})) {
            Answer refused =
                    admin.call("ldap_servers/save", "id", id, (String) change[0], change[1]);
            assertThat(refused.error()).as("%s", change).isEqualTo(400);
            assertThat(refused.text()).contains("bind_password");
        }
        admin.call("ldap_servers/save", "id", id, "bind_password", "another-secret").ok();
        assertThat(admin.call("ldap_servers/test", "id", id).ok().at("data.works").toString())
                .isEqualTo("false");
        assertThat(admin.call("ldap_servers/get", "id", id).ok().text())
                .doesNotContain("another-secret");
        assertThat(admin.call("audit/list", "object_type", "ldap_server").ok().text())
                .doesNotContain("another-secret");
    }
}
