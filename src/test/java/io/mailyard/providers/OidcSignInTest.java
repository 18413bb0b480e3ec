package io.mailyard.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Administrators sign in by a real OpenID provider, driven by its forms as a person would. */
class OidcSignInTest {
    private static final String PUBLIC = "http://mail.test:8025";
    private static TestServer server;
    private static OidcServer provider;
    private static Api admin;
    private static long id;

    @BeforeAll
    static void start() {
        provider = OidcServer.start(PUBLIC + "/admin/signin/corp/callback", false);
        server =
                TestServer.start(
                        StoreKind.SQLITE,
                        "identity-providers.private-networks=allow",
                        "public.url=" + PUBLIC);
        admin = server.api();
        id =
                admin.call(
                                "oidc_providers/save",
                                "name",
                                "corp",
                                "title",
                                "Corporation",
                                "issuer",
                                provider.issuer(),
                                "client_id",
                                OidcServer.CLIENT,
                                "client_secret",
                                OidcServer.SECRET,
                                "roles",
                                Map.of("mail-masters", "master", "mail-support", "support"))
                        .savedId();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        if (provider != null) {
            provider.close();
        }
    }

    private static ProviderBrowser browser() {
        return new ProviderBrowser(server.uri(), PUBLIC);
    }

    /** Signs in; the answer to the way back. */
    private static HttpResponse<String> signIn(ProviderBrowser browser, String login) {
        return browser.get(browser.signInThere("/admin/signin/corp?to=/admin/queue", login));
    }

    private static Answer person(String login) {
        long person =
                admin.call("administrators/list", "limit", 1000).ok().at("data").items().stream()
                        .filter(row -> row.at("login").text().equals(login))
                        .findFirst()
                        .orElseThrow()
                        .at("id")
                        .number();
        return admin.call("administrators/get", "id", person).ok();
    }

    private static List<String> actions(String action) {
        return admin
                .call("audit/list", "action", action, "limit", 1000)
                .ok()
                .at("data")
                .items()
                .stream()
                .map(row -> row.at("after").toString())
                .toList();
    }

    @Test
    void signingIn_makesThePersonWithoutAPasswordAndWithTheRoleOfTheGroup() {
        provider.groups("ann", "staff,mail-support");
        ProviderBrowser browser = browser();
        HttpResponse<String> back = signIn(browser, "ann");
        assertThat(back.statusCode()).isEqualTo(303);
        assertThat(ProviderBrowser.location(back)).endsWith("/admin/queue");
        assertThat(browser.get("/admin").body()).contains("The person ann");
        Answer ann = person("ann");
        assertThat(ann.at("data.role").text()).isEqualTo("support");
        assertThat(ann.at("data.provider").text()).isEqualTo("corp");
        assertThat(ann.at("data.email").text()).isEqualTo("ann@example.com");
        assertThat(ann.at("data.must_change_password").toString()).isEqualTo("false");
        assertThat(ann.at("data.sessions").number()).isEqualTo(1);
        assertThat(actions("administrators.sign_in"))
                .anyMatch(row -> row.contains("ann") && row.contains("corp"));
        for (String password : List.of("", "x", "ann")) {
            assertThat(
                            browser()
                                    .post("/admin/signin", "login=ann&password=" + password)
                                    .statusCode())
                    .isEqualTo(422);
        }
        assertThat(
                        admin.call(
                                        "administrators/save",
                                        "id",
                                        ann.at("data.id").number(),
                                        "password",
                                        "violet-Harbour-93-lamp")
                                .error())
                .isEqualTo(400);
    }

    @Test
    void eachSignIn_givesTheRoleThatTheProviderGivesNow() {
        provider.groups("bob", "mail-masters,mail-support");
        assertThat(signIn(browser(), "bob").statusCode()).isEqualTo(303);
        String first = person("bob").at("data.role").text();
        assertThat(first).isIn("master", "support");
        provider.groups("bob", "mail-support");
        ProviderBrowser browser = browser();
        assertThat(signIn(browser, "bob").statusCode()).isEqualTo(303);
        assertThat(person("bob").at("data.role").text()).isEqualTo("support");
        assertThat(browser.get("/admin/access").statusCode()).isEqualTo(200);

        provider.groups("bob", "");
        HttpResponse<String> refused = signIn(browser(), "bob");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("gives you a role here");
        // the sessions from before have ended too
        assertThat(browser.get("/admin").statusCode()).isEqualTo(303);
    }

    @Test
    void noRole_isRefusedAndMakesNobody() {
        HttpResponse<String> refused = signIn(browser(), "nobody-here");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(admin.call("administrators/list", "limit", 1000).ok().text())
                .doesNotContain("nobody-here");
        assertThat(actions("administrators.sign_in_refused"))
                .anyMatch(row -> row.contains("no_role"));
    }

    @Test
    void personSwitchedOff_staysOff() {
        provider.groups("carl", "mail-support");
        assertThat(signIn(browser(), "carl").statusCode()).isEqualTo(303);
        admin.call(
                        "administrators/save",
                        "id",
                        person("carl").at("data.id").number(),
                        "active",
                        false)
                .ok();
        assertThat(signIn(browser(), "carl").statusCode()).isEqualTo(403);
        assertThat(person("carl").at("data.active").toString()).isEqualTo("false");
    }

    /** Otherwise whoever gets a name at the provider would become whoever has it here. */
    @Test
    void loginOfSomeoneElse_isNotTakenOver() {
        admin.call("administrators/save", "login", "dora", "role", "support").ok();
        provider.groups("dora", "mail-masters");
        HttpResponse<String> refused = signIn(browser(), "dora");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(person("dora").at("data.provider").text()).isEmpty();
        assertThat(person("dora").at("data.role").text()).isEqualTo("support");
    }

    @Test
    void wayBack_worksOnceAndInTheBrowserThatBeganAlone() {
        provider.groups("eve", "mail-support");
        ProviderBrowser browser = browser();
        String back = browser.signInThere("/admin/signin/corp", "eve");
        // login CSRF: the way back of someone else
        assertThat(browser().get(back).statusCode()).isEqualTo(422);
        ProviderBrowser other = browser();
        other.begin("/admin/signin/corp");
        assertThat(other.get(back).statusCode()).isEqualTo(422);
        String flow = browser.cookie("mailyard_provider");
        assertThat(browser.get(back).statusCode()).isEqualTo(303);
        browser.setCookie("mailyard_provider", flow);
        assertThat(browser.get(back).statusCode()).isEqualTo(422);
    }

    /**
     * As another server of the same store would: the provider itself refuses a code used before.
     */
    @Test
    void usedCode_isRefusedByTheProviderToo() {
        provider.groups("frank", "mail-support");
        ProviderBrowser browser = browser();
        String back = browser.signInThere("/admin/signin/corp", "frank");
        String flow = browser.cookie("mailyard_provider");
        assertThat(browser.get(back).statusCode()).isEqualTo(303);
        String state = back.replaceFirst(".*[?&]state=([^&]+).*", "$1");
        ProviderBrowser again = browser();
        again.setCookie("mailyard_provider", flow.replace(state, "another"));
        assertThat(again.get(back.replace(state, "another")).statusCode()).isEqualTo(422);
        assertThat(again.cookie("mailyard_session")).isEmpty();
    }

    @Test
    void addressToGoTo_staysWithinThePanel() {
        provider.groups("gina", "mail-support");
        for (String to :
                List.of("//evil.example", "https://evil.example", "/admin%5Cevil", "/other")) {
            ProviderBrowser browser = browser();
            String back = browser.signInThere("/admin/signin/corp?to=" + to, "gina");
            assertThat(ProviderBrowser.location(browser.get(back))).endsWith("/admin");
        }
    }

    @Test
    void deletesNeedAFreshSignIn_whichTheProviderAsksFor() {
        provider.groups("hugo", "mail-masters");
        ProviderBrowser browser = browser();
        signIn(browser, "hugo");
        String page = browser.get("/admin/profile").body();
        assertThat(page).doesNotContain("id=\"present\"");
        String back = browser.signInThere("/admin/signin/corp?again=1&to=/admin/profile", "hugo");
        HttpResponse<String> confirmed = browser.get(back);
        assertThat(confirmed.statusCode()).isEqualTo(303);
        assertThat(ProviderBrowser.location(confirmed)).endsWith("/admin/profile");
        assertThat(actions("administrators.confirm")).isNotEmpty();
        browser.forget(provider.issuer());
        String other = browser.signInThere("/admin/signin/corp?again=1&to=/admin", "someone-else");
        assertThat(browser.get(other).statusCode()).isEqualTo(403);
        assertThat(browser.get("/admin").body()).contains("The person hugo");
    }

    @Test
    void panel_makesChangesAndTriesProviders() {
        provider.groups("jana", "mail-masters");
        ProviderBrowser browser = browser();
        signIn(browser, "jana");
        String path = "/admin/access/oidc_providers";
        assertThat(browser.get(path).body()).contains("corp", provider.issuer());
        String form = browser.get(path + "/new").body();
        assertThat(form).contains("name=\"roles\"", "name=\"client_secret\"");
        String csrf = form.replaceFirst("(?s).*name=\"csrf\" value=\"([^\"]+)\".*", "$1");
        HttpResponse<String> saved =
                browser.post(
                        path + "/new",
                        "csrf="
                                + csrf
                                + "&version=&name=by-form&issuer=https%3A%2F%2F127.0.0.1%3A1&client_id=x"
                                + "&client_secret=hidden-word&scopes=openid&login_claim=sub"
                                + "&roles_claim=groups&roles=urn%3Aa%3Aops%3A+support%0D%0A"
                                + "cn%3Db%2Cdc%3Dx%3A+auditor");
        assertThat(saved.statusCode()).as(saved.body()).isEqualTo(303);
        String page = browser.get(ProviderBrowser.location(saved)).body();
        assertThat(page)
                .contains("urn:a:ops: support", "cn=b,dc=x: auditor")
                .contains(PUBLIC + "/admin/signin/by-form/callback")
                .doesNotContain("hidden-word");
        String tried =
                browser.get(ProviderBrowser.location(saved).replaceFirst("[?].*", "?test=now"))
                        .body();
        assertThat(tried).contains("Does not work", "127.0.0.1");
    }

    @Test
    void formOfAnEndedSession_isKeptThroughTheSignInAtTheProvider() {
        provider.groups("karl", "mail-masters");
        ProviderBrowser browser = browser();
        String kept =
                browser.post(
                                "/admin/access/roles/new",
                                "csrf=old&name=a+long+story&client_secret=s3")
                        .body();
        assertThat(kept).contains("target=\"_blank\"", "id=\"resume\"").doesNotContain("s3");
        String form =
                "resume=1&unsent_to=%2Fadmin%2Faccess%2Froles%2Fnew&unsent=name%3Da%2520long%2520story";
        assertThat(browser.post("/admin/signin", form).statusCode()).isEqualTo(401);
        assertThat(signIn(browser, "karl").statusCode()).isEqualTo(303);
        assertThat(browser.post("/admin/signin", form).body())
                .contains("action=\"/admin/access/roles/new\"", "a long story", "Send it");
        assertThat(
                        browser.post("/admin/signin", "resume=1&to=//evil.example")
                                .headers()
                                .firstValue("Location"))
                .hasValue("/admin");
    }

    @Test
    void secret_isNeitherAnsweredNorAudited() {
        for (Answer answer :
                List.of(
                        admin.call("oidc_providers/list"),
                        admin.call("oidc_providers/get", "id", id))) {
            assertThat(answer.ok().text())
                    .doesNotContain("a secret: of")
                    .contains("client_secret_set_at");
        }
        assertThat(admin.call("audit/list", "object_type", "oidc_provider").ok().text())
                .doesNotContain("a secret: of");
    }

    @Test
    void test_saysWhetherTheProviderWorks() {
        Answer works = admin.call("oidc_providers/test", "id", id).ok();
        assertThat(works.at("data.works").toString()).isEqualTo("true");
        assertThat(works.at("data.keys").number()).isPositive();
        assertThat(works.at("data.says_issuer").toString()).isEqualTo("true");
    }

    @Test
    void signInPage_offersTheProvider() {
        assertThat(browser().get("/admin/signin?to=/admin/queue").body())
                .contains("Sign in with Corporation")
                .contains("action=\"/admin/signin/corp\"", "value=\"/admin/queue\"");
    }

    /** Whoever sets a provider up could become whoever it can make. */
    @Test
    void role_isMappedByThoseAloneWhoMayDoAllThatItAllows() {
        Api keeper = admin.newToken("scopes", List.of("administrators:write")).api();
        assertThat(
                        keeper.call(
                                        "oidc_providers/save",
                                        "name",
                                        "mine",
                                        "issuer",
                                        "https://id.example.com",
                                        "client_id",
                                        "x",
                                        "roles",
                                        Map.of("all", "master"))
                                .error())
                .isEqualTo(403);
        assertThat(
                        keeper.call("oidc_providers/save", "id", id, "client_secret", "mine-now")
                                .error())
                .isEqualTo(403);
        assertThat(
                        admin.call(
                                        "oidc_providers/save",
                                        "name",
                                        "other",
                                        "issuer",
                                        "https://id.example.com",
                                        "client_id",
                                        "x",
                                        "roles",
                                        Map.of("all", "no-such-role"))
                                .error())
                .isEqualTo(400);
    }

    @Test
    void provider_thatSignsPeopleInIsNotDeletedAndSwitchedOffEndsTheirSessions() {
        try (OidcServer second = OidcServer.start(PUBLIC + "/admin/signin/second/callback", true)) {
            long other =
                    admin.call(
                                    "oidc_providers/save",
                                    "name",
                                    "second",
                                    "issuer",
                                    second.issuer(),
                                    "client_id",
                                    OidcServer.CLIENT,
                                    "client_secret",
                                    OidcServer.SECRET,
                                    "roles",
                                    Map.of("ops", "support"))
                            .savedId();
            second.groups("ida", "ops");
            ProviderBrowser browser = browser();
            // its token has no groups: they are asked for besides
            HttpResponse<String> in =
                    browser.get(browser.signInThere("/admin/signin/second", "ida"));
            assertThat(in.statusCode()).isEqualTo(303);
            assertThat(admin.call("oidc_providers/delete", "id", other).error()).isEqualTo(409);

            // mix-up: the answer of one at the address of another
            ProviderBrowser mixed = browser();
            String back = mixed.signInThere("/admin/signin/second", "ida");
            assertThat(mixed.get(back.replace("/second/", "/corp/")).statusCode()).isEqualTo(422);

            admin.call("oidc_providers/save", "id", other, "active", false).ok();
            assertThat(browser.get("/admin").statusCode()).isEqualTo(303);
            assertThat(browser.begin("/admin/signin/second").statusCode()).isEqualTo(404);
            admin.call("administrators/delete", "id", person("ida").at("data.id").number()).ok();
            admin.call("oidc_providers/delete", "id", other).ok();
        }
    }
}
