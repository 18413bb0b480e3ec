package io.mailyard.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.testing.Api;
import io.mailyard.testing.LongRun;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Administrators sign in at a real Keycloak: code flow with PKCE, groups to roles, its logout, its
 * new keys, and its end. It is fetched by Maven under {@code ./check --long} alone.
 */
@LongRun
class KeycloakTest {
    private static final String PUBLIC = "http://mail.test:8025";
    private static final Pattern FORM = Pattern.compile("action=\"([^\"]+)\"");

    /** A token with a key that nobody knows has the keys read again after 30 seconds. */
    private static final Duration KEYS = Duration.ofSeconds(60);

    private static final Duration BETWEEN = Duration.ofMillis(500);

    @Test
    void person_signsInIsLoggedOutAndOutlivesNewKeysButNotTheProvider() throws IOException {
        Optional<Path> home = KeycloakServer.home();
        assumeTrue(home.isPresent(), "Keycloak is not there: ./check --long fetches it");
        try (TestServer server =
                TestServer.start(
                        StoreKind.SQLITE,
                        "identity-providers.private-networks=allow",
                        "public.url=" + PUBLIC)) {
            ProviderBrowser kim = new ProviderBrowser(server.uri(), PUBLIC);
            try (KeycloakServer keycloak =
                    KeycloakServer.start(
                            home.get(),
                            PUBLIC + "/admin/signin/kc/callback",
                            server.uri() + "/admin/signin/kc/logout")) {
                Api admin = server.api();
                admin.call(
                                "oidc_providers/save",
                                "name",
                                "kc",
                                "issuer",
                                keycloak.issuer(),
                                "client_id",
                                "mailyard",
                                "client_secret",
                                OidcServer.SECRET,
                                "roles",
                                Map.of("mail-help", "support"))
                        .ok();
                assertThat(signIn(kim)).isEqualTo(303);
                assertThat(kim.get("/admin").body()).contains("Kim Key");
                assertThat(admin.call("administrators/list", "limit", 100).ok().text())
                        .contains("\"login\":\"kim\"", "\"role\":\"support\"");

                keycloak.logOut("kim");
                await(() -> kim.get("/admin").statusCode() == 303);

                keycloak.rotateKeys();
                await(() -> signIn(new ProviderBrowser(server.uri(), PUBLIC)) == 303);
            }
            ProviderBrowser late = new ProviderBrowser(server.uri(), PUBLIC);
            HttpResponse<String> begun = late.begin("/admin/signin/kc");
            // the document is known for an hour; the browser is led to a provider that is away
            assertThat(begun.statusCode()).isIn(200, 503);
            String password = Files.readString(server.folder().resolve("admin-password")).strip();
            HttpResponse<String> local =
                    late.post(
                            "/admin/signin",
                            "login=admin&password="
                                    + URLEncoder.encode(password, StandardCharsets.UTF_8));
            assertThat(local.statusCode()).isEqualTo(303);
        }
    }

    private interface Condition {
        boolean isMet();
    }

    private static void await(Condition condition) {
        long until = System.nanoTime() + KEYS.toNanos();
        while (!condition.isMet()) {
            assertThat(System.nanoTime()).isLessThan(until);
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }

    /** Fills in Keycloak's form; the status of the way back. */
    private static int signIn(ProviderBrowser browser) {
        HttpResponse<String> form =
                browser.get(ProviderBrowser.location(browser.begin("/admin/signin/kc")));
        Matcher action = FORM.matcher(form.body());
        assertThat(action.find()).as(form.body()).isTrue();
        HttpResponse<String> sent =
                browser.post(
                        action.group(1).replace("&amp;", "&"),
                        "username=kim&password=" + KeycloakServer.PASSWORD);
        return browser.get(ProviderBrowser.location(sent)).statusCode();
    }
}
