package io.mailyard.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Await;
import io.mailyard.testing.Browser;
import io.mailyard.testing.InBrowser;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What may begin a sign-in by a provider: whoever has a provider of an account could otherwise sign
 * the readers of a foreign page in to that account, and read what they enter there.
 */
class OidcBeginTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static TestServer server;
    private static ProviderShop shop;

    @BeforeAll
    static void start() {
        server =
                TestServer.start(
                        StoreKind.SQLITE,
                        "identity-providers.private-networks=allow",
                        "identity-providers.accounts-private-networks=allow",
                        "public.url=" + ProviderShop.PUBLIC);
        shop = ProviderShop.of(server, "title", "Corp SSO");
        server.api()
                .call(
                        "oidc_providers/save",
                        "name",
                        "corp",
                        "title",
                        "Corp SSO",
                        "issuer",
                        shop.says().issuer(),
                        "client_id",
                        HostileProvider.CLIENT,
                        "roles",
                        Map.of("ops", "support"))
                .ok();
    }

    @AfterAll
    static void stop() {
        shop.close();
        server.close();
    }

    private static List<String> ways() {
        return List.of("/portal/oidc/" + shop.provider(), "/admin/signin/corp");
    }

    private static HttpResponse<String> send(String method, String address, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.uri().resolve(address))
                        .method(method, HttpRequest.BodyPublishers.ofString(""));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void asks(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(ProviderBrowser.leads(answer)).isFalse();
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(answer.headers().firstValue("Location")).isEmpty();
    }

    @Test
    void link_asksFirstWhereverItIs() throws Exception {
        String own = server.uri().toString();
        for (String way : ways()) {
            for (String[] headers :
                    List.<String[]>of(
                            new String[] {},
                            new String[] {"Sec-Fetch-Site", "cross-site"},
                            new String[] {"Sec-Fetch-Site", "same-site"},
                            new String[] {"Sec-Fetch-Site", "none"},
                            new String[] {"Sec-Fetch-Site", "same-origin"},
                            new String[] {"Referer", own + "/portal/signin"},
                            new String[] {"Referer", "https://evil.example/"})) {
                HttpResponse<String> page = send("GET", way + "?to=/portal/tokens", headers);
                asks(page);
                assertThat(page.body())
                        .contains("id=\"begin\"", "action=\"" + way + "\"", "Corp SSO");
                asks(send("HEAD", way, headers));
            }
        }
        assertThat(send("GET", ways().getFirst()).body())
                .contains("the account " + shop.name())
                .doesNotContain("name=\"again\"");
        // where a sign-in by password leads cannot be a sign-in as somebody else
        assertThat(send("GET", ways().getFirst() + "?to=https://evil.example/").body())
                .contains("name=\"to\" value=\"/portal\"");
    }

    @Test
    void form_beginsWhereItIsOfThisServer() throws Exception {
        String own = server.uri().toString();
        for (String way : ways()) {
            for (String[] headers :
                    List.<String[]>of(
                            new String[] {"Sec-Fetch-Site", "cross-site"},
                            new String[] {"Sec-Fetch-Site", "same-site"},
                            new String[] {"Sec-Fetch-Site", "none"},
                            new String[] {"Origin", "https://evil.example"},
                            new String[] {"Origin", "null"})) {
                HttpResponse<String> refused = send("POST", way, headers);
                assertThat(refused.statusCode()).isEqualTo(403);
                assertThat(refused.headers().allValues("Set-Cookie")).isEmpty();
            }
            for (String[] headers :
                    List.<String[]>of(
                            new String[] {"Sec-Fetch-Site", "same-origin"},
                            new String[] {"Origin", own})) {
                HttpResponse<String> begun = send("POST", way, headers);
                assertThat(ProviderBrowser.location(begun))
                        .startsWith(shop.says().issuer() + "/auth?");
                assertThat(begun.headers().allValues("Set-Cookie"))
                        .singleElement()
                        .asString()
                        .contains("HttpOnly", "SameSite=Lax");
            }
        }
    }

    /** Who signs in again stays who one is, so that a link of an own page does. */
    @Test
    void signingInAgain_isBegunByALinkOfAnOwnPageAlone() throws Exception {
        String own = server.uri().toString();
        String again = ways().getFirst() + "?again=1&to=/portal/tokens";
        String session = sessionOf("ben");
        for (String[] headers :
                List.<String[]>of(
                        new String[] {"Sec-Fetch-Site", "same-origin", "Cookie", session},
                        new String[] {"Referer", own + "/portal/tokens", "Cookie", session})) {
            HttpResponse<String> begun = send("GET", again, headers);
            assertThat(ProviderBrowser.leads(begun)).isTrue();
            assertThat(ProviderBrowser.location(begun)).contains("prompt=login");
        }
        for (String[] headers :
                List.<String[]>of(
                        new String[] {"Cookie", session},
                        new String[] {
                            "Sec-Fetch-Site", "cross-site", "Referer", own + "/", "Cookie", session
                        },
                        new String[] {"Referer", own + ".evil.example/", "Cookie", session})) {
            HttpResponse<String> page = send("GET", again, headers);
            asks(page);
            assertThat(page.body()).contains("name=\"again\" value=\"1\"");
        }
    }

    /**
     * A foreign page may lead to ours to sign in, and say where that goes on to: not to a provider
     * of a stranger, who would ask for passwords there.
     */
    @Test
    void signingInAgain_isBegunAtTheProviderOfTheSessionAlone() throws Exception {
        String session = sessionOf("cy");
        try (ProviderShop other = ProviderShop.of(server)) {
            for (String way : List.of("/portal/oidc/" + other.provider(), "/admin/signin/corp")) {
                asks(
                        send(
                                "GET",
                                way + "?again=1",
                                "Sec-Fetch-Site",
                                "same-origin",
                                "Cookie",
                                session));
            }
        }
        for (String way : ways()) {
            asks(send("GET", way + "?again=1", "Sec-Fetch-Site", "same-origin"));
        }
    }

    private static String sessionOf(String login) {
        shop.add(login);
        shop.knows("s-" + login, login + "@corp.example");
        ProviderBrowser browser = shop.browser();
        shop.signIn(browser);
        assertThat(browser.cookie("mailyard_user")).isNotEmpty();
        return "mailyard_user=" + browser.cookie("mailyard_user");
    }

    /** Browsers follow no answer to a form to another host: a page leads there. */
    @InBrowser
    @Test
    void browser_goesToTheProviderFromEachPageAndComesBackSignedIn() {
        shop.add("ann");
        shop.knows("s-ann", "ann@corp.example");
        String begin = "/portal/oidc/" + shop.provider();
        for (String page : List.of("/portal/signin/" + shop.name(), begin, "/portal/signin")) {
            try (Browser browser = Browser.start()) {
                browser.open(server.uri() + page);
                if (page.endsWith("signin")) {
                    browser.type("#login", "@" + shop.name()).click("button[name=without]");
                } else {
                    browser.click("form[action='" + begin + "'] button");
                }
                Await.until(() -> browser.address().startsWith(shop.says().issuer() + "/auth?"));
                String at = browser.address();
                shop.says().nonce = ProviderShop.param(at, "nonce");
                String back = begin + "/callback?code=c&state=" + ProviderShop.param(at, "state");
                browser.open(server.uri() + back);
                assertThat(URI.create(browser.address()).getPath()).as(page).isEqualTo("/portal");
            }
        }
    }
}
