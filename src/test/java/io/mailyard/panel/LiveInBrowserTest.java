package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.testing.Api;
import io.mailyard.testing.Browser;
import io.mailyard.testing.InBrowser;
import io.mailyard.testing.LongRun;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Live pages in a real browser: many at once, and while the server restarts. */
@InBrowser
@LongRun
class LiveInBrowserTest {
    private static final int WINDOWS = 8;

    /** An account with a sender that reaches nobody, so that its mail waits. */
    private static long waitingAccount(TestServer server) {
        Api api = server.api();
        long account = api.newAccount();
        api.call(
                        "senders/akmta/save",
                        "name",
                        Api.unique("sender"),
                        "account_ids",
                        List.of(account))
                .ok();
        return account;
    }

    private static void send(TestServer server, long account) {
        server.api()
                .newTokenOf(account)
                .api()
                .call(
                        "/api/v1.1/messages/send",
                        "from",
                        "me@example.com",
                        "to",
                        List.of(Api.unique("ann") + "@gmail.com"),
                        "subject",
                        "Hello",
                        "text",
                        "Hello")
                .ok();
    }

    /** A browser opens six connections to a host: windows side by side must share them. */
    @Test
    void eightWindows_allLoadPagesAndMove() {
        assumeTrue(Browser.present(), "no browser: ./check installs one");
        TestServer server = TestServer.of(StoreKind.SQLITE);
        long account = waitingAccount(server);
        send(server, account);
        String queue = "/admin/queue?account_id=" + account;
        try (Browser browser = Browser.start()) {
            PanelPeople.master(server).signIn(browser, queue);
            browser.awaitText(".live", "live");
            for (int i = 1; i < WINDOWS; i++) {
                browser.window().open(server.uri() + queue).awaitText(".live", "live");
                assertThat(browser.script("return document.hidden")).isEqualTo(false);
            }
            send(server, account);
            for (int i = 0; i < WINDOWS; i++) {
                browser.window(i).awaitText("table.queue td.strong", "2");
            }
            long before = System.nanoTime();
            browser.window(WINDOWS - 1).open(server.uri() + "/admin/accounts").await("#list");
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isLessThan(Duration.ofSeconds(5));
            // those that keep a stream are closed, and others keep one in their place
            browser.open(server.uri() + queue).awaitText(".live", "live");
            for (int i = 0; i < WINDOWS / 2; i++) {
                browser.window(0).closeWindow();
            }
            send(server, account);
            for (int i = 0; i < WINDOWS / 2; i++) {
                browser.window(i).awaitText("table.queue td.strong", "3");
            }
        }
    }

    @Test
    void restart_isToldAndThePageComesBackWithWhatWasTyped() {
        assumeTrue(Browser.present(), "no browser: ./check installs one");
        try (TestServer server = TestServer.start(StoreKind.SQLITE);
                Browser browser = Browser.start()) {
            long account = waitingAccount(server);
            send(server, account);
            String title = Api.unique("Renamed");
            PanelPeople.master(server).signIn(browser, "/admin/queue?account_id=" + account);
            browser.awaitText(".live", "live").script("window.sameDocument = true");
            browser.window()
                    .open(server.uri() + "/admin/accounts/" + account + "/settings")
                    .fill("#form [name=title]", title);
            server.restartThere(() -> {
                browser.window(0).awaitText(".live", "connection lost, trying again since");
                browser.window(1).tap("#form .buttons .main").awaitText(".away", "kept here");
                assertThat(
                                browser.script(
                                        "return document.querySelector('#form [name=title]').value"))
                        .isEqualTo(title);
            });
            browser.window(0).awaitText(".live", "live");
            assertThat(browser.script("return window.sameDocument")).isEqualTo(true);
            send(server, account);
            browser.awaitText("table.queue td.strong", "2");
            browser.window(1).click("#form .buttons .main");
            assertThat(browser.text("main")).contains("Saved.");
            assertThat(browser.text("h1")).contains(title);
            browser.problems(); // what the browser says of a server that is away
        }
    }
}
