package io.mailyard.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A user of an account signs in by a real OpenID provider, driven by its forms. */
class AccountOidcTest {
    private static final String PUBLIC = "http://mail.test:8025";

    @Test
    void loginWithoutAPassword_goesToTheProviderAndComesBackSignedIn() {
        // the first provider of a fresh server has the number 1
        try (OidcServer provider = OidcServer.start(PUBLIC + "/portal/oidc/1/callback", false);
                TestServer server =
                        TestServer.start(
                                StoreKind.SQLITE,
                                "identity-providers.accounts-private-networks=allow",
                                "public.url=" + PUBLIC)) {
            Api admin = server.api();
            long account = admin.newAccount("name", "acme");
            admin.newUser(account, "anna", "email", "ann@example.com");
            admin.call(
                            "account_providers/save",
                            "account_id",
                            account,
                            "name",
                            "corp",
                            "issuer",
                            provider.issuer(),
                            "client_id",
                            OidcServer.CLIENT,
                            "client_secret",
                            OidcServer.SECRET,
                            "email_domains",
                            List.of("example.com"))
                    .ok();
            ProviderBrowser browser = new ProviderBrowser(server.uri(), PUBLIC);
            HttpResponse<String> led =
                    browser.post(
                            "/portal/signin", "login=%40acme&without=1&to=%2Fportal%2Fmessages");
            String back = browser.goOnThere(ProviderBrowser.location(led), "ann");
            HttpResponse<String> opened = browser.get(back);
            assertThat(ProviderBrowser.location(opened)).endsWith("/portal/messages");
            assertThat(browser.get("/portal/profile").body()).contains("anna@acme");

            String again = browser.signInThere("/portal/oidc/1?again=1&to=/portal/tokens", "ann");
            assertThat(browser.get(again).statusCode()).isEqualTo(303);
            assertThat(admin.call("audit/list", "action", "users.confirm").ok().text())
                    .contains("anna@acme");

            ProviderBrowser stranger = new ProviderBrowser(server.uri(), PUBLIC);
            String other = stranger.signInThere("/portal/oidc/1", "nobody");
            assertThat(stranger.get(other).statusCode()).isEqualTo(403);
        }
    }
}
