package io.mailyard.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Browser;
import io.mailyard.testing.FakeDns;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.InBrowser;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A user's way through the things of an account, as a person goes it (acceptance 12, 13 and 15).
 */
@InBrowser
class PortalObjectsInBrowserTest {
    private static final String FORM = "#form button.main";

    @TempDir Path folder;

    @Test
    void user_keepsDomainsSuppressionsWebhooksAndTokens_andReadsAMessage() throws Exception {
        assumeTrue(Browser.present(), "no browser: ./check installs one");
        try (FakeMailHost host = FakeMailHost.start();
                FakeEndpoint endpoint = FakeEndpoint.start();
                FakeDns dns = FakeDns.start();
                TestServer server =
                        TestServer.start(
                                StoreKind.SQLITE,
                                "webhooks.private-networks=allow",
                                "dns.servers=127.0.0.1:" + dns.address().getPort());
                Browser browser = Browser.start()) {
            Api api = server.api();
            MailRoute route = MailRoute.to(api, host.port());
            String root = server.uri() + "/portal";
            signIn(browser, api, route, root);
            domains(browser, root);
            suppressions(browser, root);
            webhooks(browser, root, endpoint);
            tokens(browser, root);
            message(browser, root, api, route);
        }
    }

    private static void signIn(Browser browser, Api api, MailRoute route, String root) {
        api.newUser(route.account(), "maria", "master", true, "password", PortalAccount.PASSWORD);
        browser.open(root + "/domains")
                .type("#login", "maria@" + route.accountName())
                .type("#password", PortalAccount.PASSWORD)
                .click("form[action='/portal/signin'] button.main");
    }

    private static void domains(Browser browser, String root) {
        browser.mustBeClean("no domains yet");
        browser.open(root + "/domains/new").mustBeClean("a new domain");
        browser.type("#domain", "shop.example").click(FORM);
        browser.mustBeClean("the records of a domain");
        assertThat(browser.attribute(".record .copy", "data-copy")).contains("shop.example");
        browser.tap(".record .copy").await(".record .copy.done");
        assertThat(browser.text("main")).contains("_mailyard.shop.example");
        browser.click("form[action$='/check'] button");
        assertThat(browser.text(".record .pair")).contains("Found");
        browser.mustBeClean("what DNS has");
        browser.click("#verify");
        assertThat(browser.text(".box.bad")).contains("is not proved");
        browser.open(root + "/domains").mustBeClean("the list of domains");
    }

    private void suppressions(Browser browser, String root) throws Exception {
        browser.open(root + "/suppressions").mustBeClean("no suppressions yet");
        browser.open(root + "/suppressions/new").mustBeClean("a suppression");
        browser.type("#email", "ann@example.com").click(FORM);
        Path csv =
                Files.writeString(folder.resolve("list.csv"), "email\nbob@example.com\nnowhere\n");
        browser.open(root + "/suppressions/import").type("#file", csv.toString());
        browser.click("button[value='check']");
        assertThat(browser.text("main")).contains("nowhere");
        browser.mustBeClean("a list that was checked");
        browser.type("#file", csv.toString()).click("button[value='import']");
        browser.open(root + "/suppressions?search=example.com").mustBeClean("the suppressions");
        assertThat(browser.text("main")).contains("ann@example.com", "bob@example.com");
        assertThat(browser.text("button[formaction$='/suppressions/export']")).contains("CSV");
    }

    private static void webhooks(Browser browser, String root, FakeEndpoint endpoint) {
        browser.open(root + "/webhooks").mustBeClean("no webhooks yet");
        browser.open(root + "/webhooks/new").mustBeClean("a new webhook");
        browser.type("#url", endpoint.url("/in")).tap("[id='events:hbounce']").click(FORM);
        assertThat(browser.text("#secret")).startsWith("whsec_");
        browser.mustBeClean("the secret of a webhook").click("#kept");
        browser.open(root + "/webhooks")
                .click("main a[href^='/portal/webhooks/']:not([href$='/new'])");
        browser.click("form.trial button");
        assertThat(browser.text(".box.good")).contains("Taken");
        browser.mustBeClean("a webhook that was tested");
        browser.click("main a[href*='/deliveries/']").mustBeClean("a request of a webhook");
        browser.click("form[action$='/replay'] button");
        assertThat(browser.text(".box.good")).contains("Taken");
        assertThat(endpoint.requests()).hasSize(2);
    }

    private static void tokens(Browser browser, String root) {
        browser.open(root + "/tokens").mustBeClean("the tokens");
        browser.open(root + "/tokens/new").mustBeClean("a new token");
        browser.type("#name", "shop").click(FORM);
        String secret = browser.text("#secret");
        assertThat(secret).startsWith("myt_");
        assertThat(browser.has("[data-secret]")).as("leaving is asked about").isTrue();
        browser.mustBeClean("the secret of a token").click("#kept");
        assertThat(browser.text("main")).contains(secret.substring(0, 12)).doesNotContain(secret);
    }

    private static void message(Browser browser, String root, Api api, MailRoute route) {
        String id = route.send("ann@example.net", "Your order").ok().at("data.message_id").text();
        long message = Long.parseLong(id);
        Await.until(() ->
                api.call("messages/get", "id", message).ok().at("data.states.delivered").number()
                        == 1);
        browser.open(root + "/messages").mustBeClean("the delivery log");
        browser.click("main a[href='/portal/messages/" + id + "']");
        assertThat(browser.text("main")).contains("Your order", "Attempt 1: delivered");
        browser.mustBeClean("a message");
        browser.open(root + "/messages/" + id + "/content").mustBeClean("what a message says");
    }
}
