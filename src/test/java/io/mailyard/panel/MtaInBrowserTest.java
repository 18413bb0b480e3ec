package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.testing.Api;
import io.mailyard.testing.Browser;
import io.mailyard.testing.Drill;
import io.mailyard.testing.InBrowser;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pages of policies and tools in a browser: each opened once, and what scripts add. */
@InBrowser
class MtaInBrowserTest {
    private final TestServer server = TestServer.of(StoreKind.SQLITE);

    @Test
    void pages_areCleanAndFiguresFollowWhatIsTyped() {
        assumeTrue(Browser.present(), "no browser: ./check installs one");
        long key =
                server.api()
                        .call(
                                "keys/save",
                                "name",
                                Api.unique("shown"),
                                "domain",
                                Api.unique("shown") + ".example",
                                "selector",
                                "s1")
                        .savedId();
        long account = server.api().newAccount();
        List<String> paths =
                List.of(
                        "/admin/mta",
                        "/admin/mta/strategies",
                        "/admin/mta/retry_rules/1",
                        "/admin/mta/lock_rules",
                        "/admin/mta/bounce_patterns?answer=550%205.1.1%20User%20unknown",
                        "/admin/mta/isps?of=anna@gmail.com",
                        "/admin/mta/isps/1",
                        "/admin/mta/keys/" + key,
                        "/admin/mta/keys/new",
                        "/admin/mta/routes/new",
                        "/admin/tools",
                        "/admin/tools/route?account_id="
                                + account
                                + "&from=a@b.example&to=c@d.example",
                        "/admin/tools/report?example=1",
                        "/admin/tools/message_id?text=bounces%2B1@m.example",
                        "/admin/tools/dns?domain=example.com&selector=s1",
                        "/admin/tools/answer",
                        "/admin/tools/address?email=anna@example.com");
        try (Browser browser = Browser.start()) {
            PanelPeople.master(server).signIn(browser, "/admin/mta");
            for (int i = 0; i < paths.size(); i++) {
                if (!Drill.tries(i, 3)) {
                    continue;
                }
                // widths and languages take turns; each page is looked at in both themes
                browser.size(i % 2 == 0 ? 1280 : 360, 900);
                browser.script(
                        "document.cookie = 'mailyard_lang="
                                + (i / 2 % 2 == 0 ? "ru" : "en")
                                + "; path=/'");
                browser.open(server.uri() + paths.get(i)).mustBeClean(paths.get(i));
            }
            browser.size(1280, 900).script("document.cookie = 'mailyard_lang=en; path=/'");
            browser.open(server.uri() + "/admin/mta/strategies/1");
            assertThat(browser.has("button[name=preview]:not(.no-script)")).isFalse();
            browser.fill("#messages_per_connection", "123")
                    .fill("#concurrent_connections", "10")
                    .fill("#connection_attempts", "1")
                    .fill("#interval_seconds", "60")
                    .awaitText("#preview", "1,771,200")
                    .mustBeClean("the strategy being typed");
        }
    }
}
