package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.testing.Api;
import io.mailyard.testing.Browser;
import io.mailyard.testing.InBrowser;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Acceptance 9 and 10 in a browser: the pages about running mail, each opened once. */
@InBrowser
class RunningMailInBrowserTest {
    private final TestServer server = TestServer.of(StoreKind.SQLITE);

    @Test
    void acceptance9_pages_areClean_andWhatMovesCanBePaused() {
        assumeTrue(Browser.present(), "no browser: ./check installs one");
        Api api = server.api();
        long account = api.newAccount();
        long sender =
                api.call(
                                "senders/akmta/save",
                                "name",
                                Api.unique("sender"),
                                "account_ids",
                                List.of(account))
                        .savedId();
        api.newTokenOf(account)
                .api()
                .call(
                        "/api/v1.1/messages/send",
                        "from",
                        "me@example.com",
                        "to",
                        List.of("ann@gmail.com"),
                        "subject",
                        "Hello",
                        "text",
                        "Hello")
                .ok();
        try (Browser browser = Browser.start()) {
            PanelPeople.master(server).signIn(browser, "/admin/queue?account_id=" + account);
            browser.awaitText(".live", "live").mustBeClean("the queue");
            browser.tap("[data-pause]").awaitText(".live", "stopped at");
            browser.tap("[data-pause]").awaitText(".live", "live");
            browser.tap("table.queue a[href*='/act/hold']").await("dialog[open] #ask-reason");
            browser.mustBeClean("the question");
            browser.type("#ask-reason", "a complaint").click("dialog button.submit");
            assertThat(browser.text("main")).contains("Held.", "a complaint");
            List<String> paths =
                    List.of(
                            "/admin/receipts",
                            "/admin/queue/holds",
                            "/admin/platform",
                            "/admin/senders",
                            "/admin/senders/" + sender,
                            "/admin/senders/new",
                            "/admin/senders/" + sender + "/accounts",
                            "/admin/senders/" + sender + "/queue",
                            "/admin/nodes",
                            "/admin/nodes/1",
                            "/admin/health");
            for (int i = 0; i < paths.size(); i++) {
                // widths, languages and themes take turns
                browser.size(i % 2 == 0 ? 360 : 1280, 900).dark(i % 4 < 2);
                browser.script(
                        "document.cookie = 'mailyard_lang="
                                + (i % 3 == 0 ? "en" : "ru")
                                + "; path=/'");
                browser.open(server.uri() + paths.get(i)).mustBeClean(paths.get(i));
            }
        }
    }
}
