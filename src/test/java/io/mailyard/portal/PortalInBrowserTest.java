package io.mailyard.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.testing.Browser;
import io.mailyard.testing.InBrowser;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A user's way in, about, and to the notice of a freeze (acceptance point 24). */
@InBrowser
class PortalInBrowserTest {
    private final TestServer server = TestServer.of(StoreKind.SQLITE);

    @Test
    void user_signsInLooksAboutAndMeetsTheNoticeOfAFreeze() {
        assumeTrue(Browser.present(), "no browser: ./check installs one");
        PortalAccount shop = PortalAccount.of(server);
        String login = shop.master();
        try (Browser browser = Browser.start()) {
            browser.size(360, 800).dark(true).open(server.uri() + "/portal/forgotten");
            browser.mustBeClean("the forgotten password");
            browser.size(1280, 900).open(server.uri() + "/portal/profile");
            browser.mustBeClean("the sign-in page");
            browser.type("#login", login)
                    .type("#password", PortalAccount.PASSWORD)
                    .click("form[action='/portal/signin'] button.main");
            assertThat(browser.address()).endsWith("/portal/profile");
            browser.mustBeClean("the profile");
            browser.dark(false).open(server.uri() + "/portal").await(".live.on");
            browser.mustBeClean("the overview");
            browser.size(360, 800).open(server.uri() + "/portal").await(".live.on");
            browser.mustBeClean("the overview on a phone");
            server.api()
                    .call(
                            "domains/add",
                            "account_id",
                            shop.account(),
                            "domain",
                            shop.name() + ".example")
                    .ok();
            browser.open(server.uri() + "/portal/start");
            browser.mustBeClean("the first message on a phone");
            browser.size(1280, 900).tap("#step-token summary").tap("#step-send summary");
            browser.mustBeClean("the steps of the first message");

            server.api()
                    .call(
                            "accounts/freeze",
                            "id",
                            shop.account(),
                            "reason",
                            "Invoice 12 is open",
                            "frozen_details",
                            Map.of("payment_url", "https://pay.example.com/7"))
                    .ok();
            browser.open(server.uri() + "/portal/profile");
            assertThat(browser.text(".why")).isEqualTo("Invoice 12 is open");
            assertThat(browser.attribute("#pay", "href")).isEqualTo("https://pay.example.com/7");
            assertThat(browser.has("nav")).isFalse();
            browser.mustBeClean("the notice of a freeze");
            browser.click("#signout");
            assertThat(browser.address()).endsWith("/portal/signin");
        }
    }
}
