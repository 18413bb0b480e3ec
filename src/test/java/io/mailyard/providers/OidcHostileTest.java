package io.mailyard.providers;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.mailyard.providers.HostileProvider.Fault;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Providers that lie, are slow, or are away. */
class OidcHostileTest {
    private static final String PUBLIC = "http://mail.test:8025";
    private static TestServer server;
    private static Api admin;
    private HostileProvider provider;
    private String name = "";

    @BeforeAll
    static void start() {
        server =
                TestServer.start(
                        StoreKind.SQLITE,
                        "identity-providers.private-networks=allow",
                        "identity-providers.timeout=1500ms",
                        "public.url=" + PUBLIC);
        admin = server.api();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void add() {
        provider = new HostileProvider();
        name = "p" + Long.toString(System.nanoTime(), 36);
        admin.call(
                        "oidc_providers/save",
                        "name",
                        name,
                        "issuer",
                        provider.issuer(),
                        "client_id",
                        HostileProvider.CLIENT,
                        "client_secret",
                        HostileProvider.SECRET,
                        "roles",
                        Map.of("ops", "support"))
                .ok();
    }

    @AfterEach
    void remove() {
        provider.close();
        long id =
                admin.call("oidc_providers/list").ok().at("data").items().stream()
                        .filter(row -> row.at("name").text().equals(name))
                        .findFirst()
                        .orElseThrow()
                        .at("id")
                        .number();
        admin.call("administrators/list", "limit", 1000).ok().at("data").items().stream()
                .filter(row -> row.at("provider").text().equals(name))
                .forEach(row ->
                        admin.call("administrators/delete", "id", row.at("id").number()).ok());
        admin.call("oidc_providers/delete", "id", id).ok();
    }

    private ProviderBrowser browser() {
        return new ProviderBrowser(server.uri(), PUBLIC);
    }

    /** The way back that the provider would choose. */
    private HttpResponse<String> signIn(ProviderBrowser browser, String more) {
        HttpResponse<String> begun = browser.begin("/admin/signin/" + name);
        if (!ProviderBrowser.leads(begun)) {
            return begun;
        }
        String at = ProviderBrowser.location(begun);
        provider.nonce = param(at, "nonce");
        return browser.get(
                "/admin/signin/" + name + "/callback?code=c&state=" + param(at, "state") + more);
    }

    private static String param(String address, String name) {
        return address.replaceFirst(".*[?&]" + name + "=([^&]*).*", "$1");
    }

    @Test
    void request_hasPkceStateAndNonce() {
        String at = ProviderBrowser.location(browser().begin("/admin/signin/" + name));
        assertThat(at)
                .startsWith(provider.issuer() + "/auth?")
                .contains("code_challenge_method=S256")
                .contains("response_type=code")
                .contains("redirect_uri=http%3A%2F%2Fmail.test%3A8025%2Fadmin%2Fsignin%2F" + name);
        assertThat(param(at, "state")).hasSizeGreaterThan(40);
        assertThat(param(at, "nonce")).hasSizeGreaterThan(40);
        assertThat(param(at, "code_challenge")).hasSize(43);
    }

    @Test
    void goodToken_signsIn() {
        ProviderBrowser browser = browser();
        assertThat(signIn(browser, "").statusCode()).isEqualTo(303);
        assertThat(browser.get("/admin").statusCode()).isEqualTo(200);
    }

    /** The claims are made while the code is exchanged. */
    @Test
    void providerChangedMeanwhile_signsNobodyIn() {
        long id =
                admin.call("oidc_providers/list").ok().at("data").items().stream()
                        .filter(row -> row.at("name").text().equals(name))
                        .findFirst()
                        .orElseThrow()
                        .at("id")
                        .number();
        for (Object[] change :
                List.of(
                        new Object[] {"id", id, "active", false},
                        new Object[] {"id", id, "roles", Map.of("others", "support")})) {
            admin.call("oidc_providers/save", "id", id, "active", true).ok();
            provider.claims =
                    good -> {
                        admin.call("oidc_providers/save", change).ok();
                        return good;
                    };
            ProviderBrowser browser = browser();
            HttpResponse<String> refused = signIn(browser, "");
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("was changed just now");
            assertThat(browser.get("/admin").statusCode()).isEqualTo(303);
        }
    }

    @Test
    void logoutByTheProvider_endsThePersonsSessions() throws Exception {
        ProviderBrowser browser = browser();
        assertThat(signIn(browser, "").statusCode()).isEqualTo(303);
        List<UnaryOperator<JWTClaimsSet.Builder>> bad =
                List.of(
                        claims -> claims.claim("events", null),
                        claims -> claims.claim("nonce", "n"),
                        claims -> claims.audience("other"),
                        claims -> claims.issuer("https://other.example"),
                        claims -> claims.subject(null).claim("sid", "1"));
        for (UnaryOperator<JWTClaimsSet.Builder> changes : bad) {
            assertThat(logout(provider.logoutToken(changes))).isEqualTo(400);
        }
        provider.algorithm = "none";
        assertThat(logout(provider.logoutToken(UnaryOperator.identity()))).isEqualTo(400);
        provider.algorithm = "RS256";
        assertThat(logout("junk")).isEqualTo(400);
        assertThat(logout(provider.logoutToken(claims -> claims.subject("s-2")))).isEqualTo(200);
        assertThat(browser.get("/admin").statusCode()).isEqualTo(200);
        assertThat(logout(provider.logoutToken(UnaryOperator.identity()))).isEqualTo(200);
        assertThat(browser.get("/admin").statusCode()).isEqualTo(303);
    }

    private int logout(String token) {
        return browser()
                .post("/admin/signin/" + name + "/logout", "logout_token=" + token)
                .statusCode();
    }

    @Test
    void badTokens_signNobodyIn() {
        Map<String, UnaryOperator<JWTClaimsSet.Builder>> bad = new LinkedHashMap<>();
        Date past = Date.from(Instant.now().minusSeconds(600));
        bad.put("nonce of another", claims -> claims.claim("nonce", "other"));
        bad.put("no nonce", claims -> claims.claim("nonce", null));
        bad.put("another audience", claims -> claims.audience("other"));
        bad.put("two audiences", claims -> claims.audience(List.of("mailyard", "other")));
        bad.put("azp of another", claims -> claims.claim("azp", "other"));
        bad.put("no audience", claims -> claims.audience((String) null));
        bad.put("another issuer", claims -> claims.issuer("https://other.example"));
        bad.put("expired", claims -> claims.expirationTime(past));
        bad.put("never expires", claims -> claims.expirationTime(null));
        bad.put(
                "of the future",
                claims -> claims.issueTime(Date.from(Instant.now().plusSeconds(3600))));
        bad.put("no subject", claims -> claims.subject(null));
        bad.forEach((what, claims) -> {
            provider.claims = claims;
            ProviderBrowser browser = browser();
            HttpResponse<String> answer = signIn(browser, "");
            assertThat(answer.statusCode()).as(what).isEqualTo(502);
            assertThat(answer.body()).as(what).contains("cannot be trusted");
            assertThat(browser.cookie("mailyard_session")).as(what).isEmpty();
        });
        provider.claims = UnaryOperator.identity();
        for (String algorithm : List.of("none", "HS256")) {
            provider.algorithm = algorithm;
            assertThat(signIn(browser(), "").statusCode()).as(algorithm).isEqualTo(502);
        }
        provider.algorithm = "RS256";
        provider.fault = Fault.FOREIGN_KEY;
        assertThat(signIn(browser(), "").statusCode()).isEqualTo(502);
        assertThat(admin.call("administrators/list", "limit", 1000).ok().text())
                .doesNotContain("hostile-ann");
    }

    @Test
    void answerThatNamesAnotherIssuer_isRefused() {
        assertThat(signIn(browser(), "&iss=https%3A%2F%2Fother.example").statusCode())
                .isEqualTo(502);
    }

    @Test
    void refusalByTheProvider_isShownAndSignsNobodyIn() {
        ProviderBrowser browser = browser();
        String at = ProviderBrowser.location(browser.begin("/admin/signin/" + name));
        HttpResponse<String> answer =
                browser.get(
                        "/admin/signin/"
                                + name
                                + "/callback?error=access_denied&error_description=%3Cscript%3E"
                                + "&state="
                                + param(at, "state"));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("did not sign you in").doesNotContain("<script>alert");
    }

    @Test
    void unusableAnswers_areReportedAndLocalSignInWorks() {
        for (Fault fault :
                List.of(
                        Fault.SLOW,
                        Fault.HUGE,
                        Fault.REDIRECT,
                        Fault.NO_JSON,
                        Fault.OTHER_ISSUER)) {
            remove();
            add();
            provider.fault = fault;
            long before = System.nanoTime();
            HttpResponse<String> answer = signIn(browser(), "");
            assertThat(answer.statusCode()).as(fault.name()).isIn(502, 503);
            assertThat(answer.body())
                    .as(fault.name())
                    .contains("id=\"fault\"")
                    .contains("name=\"password\"");
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .as(fault.name())
                    .isLessThan(Duration.ofSeconds(5));
        }
    }

    /** The document is known; the rest goes wrong on the way back. */
    @Test
    void unusableAnswersOnTheWayBack_signNobodyIn() {
        for (Fault fault : List.of(Fault.SLOW, Fault.HUGE, Fault.REDIRECT, Fault.NO_JSON)) {
            provider.fault = Fault.NONE;
            ProviderBrowser browser = browser();
            String at = ProviderBrowser.location(browser.begin("/admin/signin/" + name));
            provider.fault = fault;
            HttpResponse<String> answer =
                    browser.get(
                            "/admin/signin/"
                                    + name
                                    + "/callback?code=c&state="
                                    + param(at, "state"));
            assertThat(answer.statusCode()).as(fault.name()).isIn(502, 503);
        }
    }

    @Test
    void unavailableProvider_isNamedOnTheSignInPage() {
        provider.close();
        HttpResponse<String> answer = browser().begin("/admin/signin/" + name);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("does not answer").contains("name=\"password\"");
        provider = new HostileProvider();
    }

    /** A new key is asked for at once; keys that nobody has are not asked for again and again. */
    @Test
    void keys_areReadAgainWhereTheyDoNotFitButNotTooOften() {
        TestClock clock = new TestClock();
        try (OidcClient client =
                OidcClient.ofAdministrators(
                        new ProviderConfig(
                                true, "identity-providers.private-networks", Duration.ofSeconds(2)),
                        clock)) {
            OidcProvider known =
                    OidcProvider.KIND.made(
                            7,
                            io.mailyard.fields.FieldValues.NONE
                                    .with(OidcProvider.NAME, name)
                                    .with(OidcFields.ISSUER, provider.issuer())
                                    .with(OidcFields.CLIENT_ID, HostileProvider.CLIENT),
                            clock.instant());
            assertThat(finishes(client, known, clock)).isTrue();
            assertThat(provider.keyRequests).hasValue(1);
            provider.rotate();
            assertThat(finishes(client, known, clock)).isFalse();
            clock.advance(OidcState.KEYS_AFRESH);
            assertThat(finishes(client, known, clock)).isTrue();
            assertThat(provider.keyRequests).hasValue(2);
            provider.fault = Fault.FOREIGN_KEY;
            for (int i = 0; i < 5; i++) {
                assertThat(finishes(client, known, clock)).isFalse();
            }
            assertThat(provider.keyRequests).hasValue(2);
        }
    }

    private boolean finishes(OidcClient client, OidcProvider known, TestClock clock) {
        OidcFlow flow = OidcFlow.begin(known.key(), "/admin", false, clock.instant());
        provider.nonce = flow.nonce();
        try {
            client.finish(
                    known,
                    flow,
                    Map.of("code", "c", "state", flow.state()),
                    PUBLIC + "/admin/signin/" + name + "/callback");
            return true;
        } catch (ProviderFault fault) {
            assertThat(fault.kind()).isEqualTo(ProviderFault.ProviderFaultKind.UNTRUSTED);
            return false;
        }
    }

    @Test
    void privateAddress_isNotAskedUnlessASettingAllowsIt() {
        try (OidcClient client =
                OidcClient.ofAdministrators(
                        new ProviderConfig(
                                false,
                                "identity-providers.private-networks",
                                Duration.ofSeconds(2)),
                        new TestClock())) {
            for (String issuer : List.of(provider.issuer(), "https://127.0.0.1:1")) {
                OidcProvider known =
                        OidcProvider.KIND.made(
                                7,
                                io.mailyard.fields.FieldValues.NONE
                                        .with(OidcProvider.NAME, name)
                                        .with(OidcFields.ISSUER, issuer)
                                        .with(OidcFields.CLIENT_ID, HostileProvider.CLIENT),
                                Instant.EPOCH);
                assertThat(
                                org.assertj.core.api.Assertions.catchThrowableOfType(
                                                ProviderFault.class, () -> client.tried(known))
                                        .detail())
                        .contains("identity-providers.private-networks");
            }
        }
    }

    /** Here the platform's own providers are inside; an account may not ask hosts there. */
    @Test
    void privateAddress_isNotAskedForAnAccountWhereOnlyAdministratorsMay() {
        long account = admin.newAccount("name", name);
        long id =
                admin.call(
                                "account_providers/save",
                                "account_id",
                                account,
                                "name",
                                "corp",
                                "issuer",
                                provider.issuer(),
                                "client_id",
                                "x")
                        .ok()
                        .at("data.saved_id")
                        .number();
        String tried =
                admin.call("account_providers/test", "account_id", account, "id", id).ok().text();
        assertThat(tried)
                .contains("\"works\":false", "identity-providers.accounts-private-networks");
        assertThat(ProviderBrowser.leads(browser().begin("/portal/oidc/" + id))).isFalse();
    }
}
