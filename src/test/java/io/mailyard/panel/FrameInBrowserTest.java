package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.testing.Browser;
import io.mailyard.testing.InBrowser;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signing in, language, theme, menu and error pages, as a person sees them. */
@InBrowser
class FrameInBrowserTest {
    private final TestServer server = TestServer.of(StoreKind.SQLITE);

    @BeforeEach
    void browserIsThere() {
        assumeTrue(Browser.present(), "no browser: ./check installs one");
    }

    @Test
    void person_signsInLooksAroundAndSignsOut() {
        try (Browser browser = Browser.start()) {
            browser.open(server.uri() + "/").mustBeClean("the first page");
            browser.click("a.button[href='/admin']");
            assertThat(browser.address()).endsWith("/admin/signin");
            browser.mustBeClean("the page to sign in");
            browser.type("#login", "admin")
                    .type("#password", "wrong")
                    .click("form[action='/admin/signin'] button.main");
            assertThat(browser.text("#fault")).contains("is wrong");
            PanelPeople.master(server).signIn(browser, "/admin");
            assertThat(browser.title()).isEqualTo("Dashboard · Mailyard");
            browser.awaitText(".live", "live").mustBeClean("the dashboard");

            browser.click("button[name=lang]");
            assertThat(browser.text("h1")).isEqualTo("Обзор");
            browser.click("button[name=theme]");
            assertThat(browser.attribute("html", "data-theme")).isEqualTo("dark");
            assertThat(browser.script("return getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo("rgb(15, 19, 24)");

            browser.size(360, 800).open(server.uri() + "/admin").mustBeClean("the phone's");
            assertThat(browser.has(".menu:popover-open")).isFalse();
            browser.tap("button[popovertarget=menu]").await(".menu:popover-open");
            browser.size(1280, 900).open(server.uri() + "/admin/nothing");
            assertThat(browser.text("h1")).isEqualTo("Не найдено");
            browser.mustBeClean("the error page");
            browser.open(server.uri() + "/admin").click("form[action='/admin/signout'] button");
            browser.open(server.uri() + "/admin");
            assertThat(browser.address()).contains("/admin/signin");
        }
    }

    @Test
    void acceptance21_withoutScripts_onePersonSignsInAndReads() {
        try (Browser browser = Browser.start()) {
            browser.scripts(false).open(server.uri() + "/admin");
            browser.scripts(true);
            browser.type("#login", PanelPeople.master(server).login());
            browser.type("#password", PanelPeople.PASSWORD);
            browser.scripts(false);
            browser.tap("form[action='/admin/signin'] button.main").await(".tiles");
            assertThat(browser.text("h1")).isEqualTo("Dashboard");
        }
    }
}
