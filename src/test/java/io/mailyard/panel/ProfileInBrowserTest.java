package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.access.Totp;
import io.mailyard.testing.Browser;
import io.mailyard.testing.InBrowser;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The first administrator's way from the file with the password to a second factor. */
@InBrowser
class ProfileInBrowserTest {
    private static final String FRESH = "seven-Quiet-Harbours-1";

    @Test
    void firstAdministrator_choosesAPasswordAndAddsASecondFactor() throws IOException {
        assumeTrue(Browser.present(), "no browser: ./check installs one");
        try (TestServer server = TestServer.start(StoreKind.SQLITE);
                Browser browser = Browser.start()) {
            String first = password(server);
            browser.open(server.uri() + "/admin/accounts");
            signIn(browser, first);
            assertThat(browser.text("h2")).isEqualTo("Choose your own password");
            browser.mustBeClean("the first page");
            browser.open(server.uri() + "/admin/accounts");
            assertThat(browser.address()).endsWith("/admin/profile");
            change(browser, first, "short");
            assertThat(browser.text(".part .box.bad")).contains("12 characters");
            change(browser, first, FRESH);
            assertThat(browser.text(".box.good")).contains("changed");
            assertThat(server.folder().resolve("admin-password")).doesNotExist();

            browser.click("#factor button.main").mustBeClean("the second factor");
            browser.type("#code", "000000").click("#add");
            assertThat(browser.text("#code-fault")).contains("wrong");
            browser.type("#code", Totp.code(browser.text("#secret"), Instant.now())).click("#add");
            String recovery = browser.text("#codes").lines().findFirst().orElseThrow();
            browser.mustBeClean("the recovery codes");
            browser.open(server.uri() + "/admin/profile");
            assertThat(browser.text("#factor")).contains("10 recovery codes");
            browser.mustBeClean("the profile");

            browser.click("form[action='/admin/signout'] button");
            signIn(browser, FRESH);
            browser.mustBeClean("the page for the code");
            browser.type("#code", "123456").click("form[action='/admin/signin'] button.main");
            assertThat(browser.text("#fault")).contains("code is wrong");
            browser.type("#code", recovery).click("form[action='/admin/signin'] button.main");
            assertThat(browser.text("h1")).isEqualTo("Dashboard");
        }
    }

    private static void signIn(Browser browser, String password) {
        browser.type("#login", "admin")
                .type("#password", password)
                .click("form[action='/admin/signin'] button.main");
    }

    private static void change(Browser browser, String present, String fresh) {
        browser.type("#present", present)
                .type("#fresh", fresh)
                .type("#again", fresh)
                .click("#change");
    }

    private static String password(TestServer server) throws IOException {
        return Files.readString(server.folder().resolve("admin-password")).strip();
    }
}
