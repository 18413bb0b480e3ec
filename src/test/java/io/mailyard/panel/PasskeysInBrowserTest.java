package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.testing.Browser;
import io.mailyard.testing.BrowserAuthenticator;
import io.mailyard.testing.InBrowser;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A passkey is added, signs in without login, password and code, and is removed. */
@InBrowser
class PasskeysInBrowserTest {
    /** What the page to sign in does, without sending the answer. */
    private static final String ASSERT =
            """
            return fetch('/admin/signin/passkey/options', { method: 'POST' })
              .then(answer => answer.json())
              .then(told => navigator.credentials.get({ publicKey: Object.assign(
                 PublicKeyCredential.parseRequestOptionsFromJSON(told), %s) }))
              .then(made => JSON.stringify(made.toJSON()), failed => 'failed: ' + failed);
            """;

    @Test
    void passkey_signsInAloneAndOnceForEachChallenge() {
        assumeTrue(Browser.present(), "no browser: ./check installs one");
        try (TestServer server =
                        TestServer.start(StoreKind.SQLITE, "public.url=http://localhost:8025");
                Browser browser = Browser.start();
                BrowserAuthenticator authenticator = new BrowserAuthenticator(browser)) {
            URI site = URI.create("http://localhost:" + server.uri().getPort());
            PanelPeople master = PanelPeople.master(server);
            browser.open(site + "/admin/profile/passkeys")
                    .type("#login", master.login())
                    .type("#password", PanelPeople.PASSWORD)
                    .click("form[action='/admin/signin'] button.main");
            browser.type("#name", "Laptop").click("#add").await(".box.good");
            assertThat(browser.text("table .name")).isEqualTo("Laptop");
            browser.mustBeClean("the passkeys");
            browser.open(site + "/admin/profile");
            assertThat(browser.text("#passkeys")).contains("1 passkey");

            browser.click("form[action='/admin/signout'] button");
            browser.mustBeClean("the page to sign in");
            browser.open(site + "/admin/signin?to=/admin/queue")
                    .click("#passkey-signin button")
                    .await("form[action='/admin/signout']");
            assertThat(browser.address()).endsWith("/admin/queue");
            assertThat(
                            server.api()
                                    .call("audit/list", "action", "administrators.sign_in")
                                    .ok()
                                    .text())
                    .contains("passkey Laptop");

            answersCount(site, browser, authenticator);

            browser.open(site + "/admin/profile/passkeys").click(".acts-cell button");
            assertThat(browser.text(".box.good")).contains("removed");
            assertThat(browser.has("table .name")).isFalse();
            String answer = String.valueOf(browser.script(ASSERT.formatted("{}")));
            assertThat(enter(site, answer).statusCode()).isEqualTo(422);
        }
    }

    /** Each answer once, for this server's challenges, by a person whom the key has verified. */
    private static void answersCount(
            URI site, Browser browser, BrowserAuthenticator authenticator) {
        String answer = String.valueOf(browser.script(ASSERT.formatted("{}")));
        assertThat(answer).startsWith("{");
        assertThat(enter(site, answer).statusCode()).isEqualTo(303);
        assertThat(enter(site, answer).statusCode()).isEqualTo(422);

        String own =
                String.valueOf(
                        browser.script(ASSERT.formatted("{ challenge: new Uint8Array(32) }")));
        assertThat(own).startsWith("{");
        assertThat(enter(site, own).statusCode()).isEqualTo(422);

        authenticator.verifies(false);
        String unverified =
                String.valueOf(
                        browser.script(ASSERT.formatted("{ userVerification: 'discouraged' }")));
        authenticator.verifies(true);
        assertThat(enter(site, unverified).statusCode()).isEqualTo(422);

        String elsewhere = String.valueOf(browser.script(ASSERT.formatted("{}")));
        HttpResponse<String> other =
                new PanelClient(URI.create(site.toString().replace("localhost", "127.0.0.1")), "")
                        .post("/admin/signin/passkey", form(elsewhere));
        assertThat(other.statusCode()).isEqualTo(422);
        for (String junk :
                new String[] {"", "{}", "[]", "null", "{\"id\":1}", "x".repeat(20_000)}) {
            assertThat(enter(site, junk).statusCode()).as(junk).isEqualTo(422);
        }
    }

    private static HttpResponse<String> enter(URI site, String answer) {
        return new PanelClient(site, "").post("/admin/signin/passkey", form(answer));
    }

    private static String form(String answer) {
        return "to=/admin&credential=" + URLEncoder.encode(answer, StandardCharsets.UTF_8);
    }
}
