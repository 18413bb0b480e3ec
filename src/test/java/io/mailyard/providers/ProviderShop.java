package io.mailyard.providers;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** An account with a provider of its own, which says whatever a test wants it to say. */
record ProviderShop(
        TestServer server, long account, String name, long provider, HostileProvider says)
        implements AutoCloseable {
    String add(String login, Object... more) {
        List<Object> params = new ArrayList<>();
        params.addAll(List.of("email", login + "@corp.example"));
        params.addAll(List.of(more));
        server.api().newUser(account, login, params.toArray());
        return login;
    }

    ProviderBrowser browser() {
        return new ProviderBrowser(server.uri(), PUBLIC);
    }

    /** What the provider says of the person from now on. */
    void says(String subject, Map<String, Object> claims) {
        UnaryOperator<JWTClaimsSet.Builder> all =
                good -> {
                    JWTClaimsSet.Builder built =
                            good.subject(subject)
                                    .claim("auth_time", Instant.now().getEpochSecond());
                    claims.forEach(built::claim);
                    return built;
                };
        says.claims = all;
    }

    /** The provider has verified an address of the person. */
    void knows(String subject, String email) {
        says(subject, Map.of("email", email, "email_verified", true));
    }

    /** The same, with one more claim. */
    void knows(String subject, String email, String claim, Object value) {
        says(subject, Map.of("email", email, "email_verified", true, claim, value));
    }

    String begin(ProviderBrowser browser, String more) {
        HttpResponse<String> begun = browser.begin("/portal/oidc/" + provider + more);
        assertThat(ProviderBrowser.leads(begun)).as(begun.body()).isTrue();
        String at = ProviderBrowser.location(begun);
        says.nonce = param(at, "nonce");
        return "/portal/oidc/" + provider + "/callback?code=c&state=" + param(at, "state");
    }

    Answer user(String login) {
        return server.api().call("accounts/users/get", "account_id", account, "name", login).ok();
    }

    HttpResponse<String> signIn(ProviderBrowser browser) {
        return browser.get(begin(browser, ""));
    }

    void set(Object... params) {
        List<Object> all = new ArrayList<>(List.of("account_id", account, "id", provider));
        all.addAll(List.of(params));
        server.api().call("account_providers/save", all.toArray()).ok();
    }

    List<String> logins() {
        return server
                .api()
                .call("accounts/users/list", "account_id", account)
                .ok()
                .at("data")
                .items()
                .stream()
                .map(row -> row.at("username").text())
                .toList();
    }

    static final String PUBLIC = "http://mail.test:8025";

    static String param(String address, String name) {
        return address.replaceFirst(".*[?&]" + name + "=([^&]*).*", "$1");
    }

    static ProviderShop of(TestServer server, Object... more) {
        Api admin = server.api();
        String name = Api.unique("shop");
        long account = admin.newAccount("name", name);
        HostileProvider says = new HostileProvider();
        List<Object> params =
                new ArrayList<>(
                        List.of(
                                "account_id",
                                account,
                                "name",
                                "corp",
                                "issuer",
                                says.issuer(),
                                "client_id",
                                HostileProvider.CLIENT,
                                "client_secret",
                                HostileProvider.SECRET,
                                "email_domains",
                                List.of("corp.example")));
        params.addAll(List.of(more));
        long id = admin.call("account_providers/save", params.toArray()).savedId();
        return new ProviderShop(server, account, name, id, says);
    }

    @Override
    public void close() {
        says.close();
    }
}
